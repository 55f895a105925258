package import Processes

/// The jobs that were handed in to a scheduler, kept beside the results for later command lines.
package struct JobRegistry: Sendable {
  /// The path of the folder, in which each record has a file `SCHEDULER-IDENTIFIER.jobs`.
  package let folder: String

  /// The registry in a folder, which is made when something is written.
  package init(_ folder: String) { self.folder = folder }

  /// All jobs that were handed in, by the order of their names.
  package func records() throws(SystemError) -> [JobRecord] {
    guard Folder.exists(at: folder) else { return [] }
    let folder = try Folder(folder)
    var records: [JobRecord] = []
    for name in try folder.names() where name.hasSuffix(JobRegistry.suffix) {
      let text = String(decoding: try folder.bytes(of: name), as: UTF8.self)
      // One that a later version wrote otherwise is none of ours.
      if let record = JobRecord(text) { records.append(record) }
    }
    return records
  }

  /// Writes a record down, in the place of an earlier one of the same identifier.
  package func note(_ record: JobRecord) throws(SystemError) {
    try Folder(folder).write(Array(record.text.utf8), to: record.fileName + JobRegistry.suffix)
  }

  /// Takes a record away; nothing happens where there is none.
  package func forget(_ record: JobRecord) throws(SystemError) {
    guard Folder.exists(at: folder) else { return }
    try Folder(folder).remove(record.fileName + JobRegistry.suffix)
  }

  private static let suffix = ".jobs"
}

/// Jobs that were handed in together.
package struct JobRecord: Hashable, Sendable {
  /// The scheduler's name.
  package let scheduler: String
  /// The scheduler's identifier of the jobs.
  package let identifier: String
  /// The numbers of the jobs by our count, first to last without a gap.
  package let indices: ClosedRange<Int>
  /// How much our numbers are above the scheduler's.
  let offset: Int

  /// - Parameter offset: how much the numbers are above the scheduler's; 0 unless an array was split.
  package init(
    scheduler: String, identifier: String, indices: ClosedRange<Int>, offset: Int = 0
  ) {
    self.scheduler = scheduler
    self.identifier = identifier
    self.indices = indices
    self.offset = offset
  }

  var fileName: String {
    "\(scheduler)-" + String(identifier.map { $0.isLetter || $0.isNumber ? $0 : "-" })
  }

  var text: String {
    "\(scheduler) \(identifier) \(indices.lowerBound) \(indices.upperBound)"
      + (offset == 0 ? "" : " \(offset)") + "\n"
  }

  init?(_ text: String) {
    let words = text.split(whereSeparator: \.isWhitespace)
    guard (4...5).contains(words.count), let first = Int(words[2]), let last = Int(words[3]),
      first <= last, let offset = words.count == 5 ? Int(words[4]) : 0
    else { return nil }
    self.init(
      scheduler: String(words[0]), identifier: String(words[1]), indices: first...last,
      offset: offset)
  }
}
