package import Control
import Documents
import Glibc
package import Processes

/// A sweep of a queue, as it is on the disk.
package struct QueuedSweep: Hashable, Sendable {
  /// How a sweep ended.
  package enum End: Hashable, Sendable {
    case complete
    /// Some of its trials failed for good, or it could not go on, for the reason that a sentence gives.
    case failed(String?)
    /// Somebody has stopped it.
    case stopped
  }

  package let name: String
  /// The text of its spec.
  package let spec: String
  /// The name of the spec's file, for messages.
  package let path: String
  /// The folder in which its program and its data are looked for.
  package let folder: String
  package let priority: Int
  /// Grows from sweep to sweep.
  package let number: Int
  /// How it ended; nil while it is to be trained.
  package var end: End?
  /// How its trials stood when it ended.
  package var counts = QueuedCounts(done: 0, failed: 0, total: 0)
}

/// The folder of a queue: its sweeps, and their results.
///
///     queue.lock          held by the process that runs the queue
///     queue-control       the socket for its owner
///     queue.term          grows with every start of the queue
///     NAME.queued         a sweep, written before its submission is granted
///     NAME.sqlite         its results
package struct QueueFolder: Sendable {
  package let path: String
  private let lock: FileLock

  /// The path beside which the queue's socket lies.
  package static func control(in path: String) -> String { "\(path)/queue" }

  /// Takes a folder, which is made where there is none.
  ///
  /// - Throws: `QueueFolderError` where another queue has it.
  package init(_ path: String) throws {
    let folder = try Folder(path)
    var lock = try folder.lock(QueueFolder.lockName)
    // Somebody may look for a moment whether it is run.
    for _ in 0..<10 where lock == nil {
      usleep(50_000)
      lock = try folder.lock(QueueFolder.lockName)
    }
    guard let lock else {
      throw QueueFolderError(
        "another process runs the queue in '\(path)'; 'sweep stop --queue \(path)' ends it")
    }
    self.path = path
    self.lock = lock
  }

  /// Whether a process runs the queue in a folder.
  package static func isRun(_ path: String) throws(SystemError) -> Bool {
    guard Folder.exists(at: "\(path)/\(lockName)") else { return false }
    return try Folder(path).lock(lockName) == nil
  }

  private static let lockName = "queue.lock"

  /// The results file of a sweep.
  package func results(of sweep: String) -> String { "\(path)/\(sweep).sqlite" }

  /// The sweeps, in the order in which they were submitted.
  package func sweeps() throws -> [QueuedSweep] { try QueueFolder.sweeps(in: path) }

  static func sweeps(in path: String) throws -> [QueuedSweep] {
    let names = try Folder.names(in: path).filter { $0.hasSuffix(QueueFolder.suffix) }
    return try names.map { name in
      let text = String(decoding: try WholeFile.bytes(at: "\(path)/\(name)"), as: UTF8.self)
      guard let sweep = Document(json: text).flatMap(QueuedSweep.init) else {
        throw QueueFolderError(
          "'\(path)/\(name)' is no sweep of a queue, or one of a newer version; move it away to go on"
        )
      }
      return sweep
    }.sorted { $0.number < $1.number }
  }

  /// Writes a sweep, in place of an earlier form of it: it is on the disk when this returns.
  package func write(_ sweep: QueuedSweep) throws(SystemError) {
    try WholeFile.write(
      Array((sweep.json.line + "\n").utf8), to: "\(path)/\(sweep.name)\(QueueFolder.suffix)",
      survives: .powerCut)
  }

  /// The number of this life of the queue: greater than that of any before, and on the disk.
  package func beginTerm() throws -> Int {
    let file = "\(path)/queue.term"
    var former = 0
    if Folder.exists(at: file) {
      let text = String(decoding: try WholeFile.bytes(at: file), as: UTF8.self)
      // A lower number than that of the life before would make its workers deaf.
      guard let number = Int(text.split(separator: "\n").first ?? ""), number > 0, number < .max
      else {
        throw QueueFolderError(
          "'\(file)' is no number of a queue's life; write one into it that is higher than any before,"
            + " or move it away once no worker of the queue is left")
      }
      former = number
    }
    try WholeFile.write(Array("\(former + 1)\n".utf8), to: file, survives: .powerCut)
    return former + 1
  }

  private static let suffix = ".queued"
}

extension QueueStatus {
  /// How a queue stands that nobody runs.
  package init(atRest path: String) throws {
    let sweeps = try QueueFolder.sweeps(in: path).map { sweep in
      let (state, reason) = sweep.state
      return QueuedSweepStatus(
        name: sweep.name, state: state ?? .waiting, priority: sweep.priority, slots: 0,
        counts: sweep.counts, reason: reason)
    }
    self.init(sweeps: sweeps, idleSlots: 0)
  }
}

/// The reason why a folder cannot be a queue's, in one sentence.
package struct QueueFolderError: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}

extension QueuedSweep {
  /// How it ended, and why it could not go on; nil while it has not ended.
  var state: (QueuedSweepStatus.State?, reason: String?) {
    switch end {
    case nil: (nil, nil)
    case .complete: (.complete, nil)
    case .failed(let reason): (.failed, reason)
    case .stopped: (.stopped, nil)
    }
  }

  fileprivate var json: JSON {
    let (state, reason) = state
    return .object([
      "sweep": .text(name), "number": .integer(number), "priority": .integer(priority),
      "end": .optional(state) { .text($0.rawValue) }, "reason": .optional(reason, JSON.text),
      "done": .integer(counts.done), "failed": .integer(counts.failed),
      "trials": .integer(counts.total), "path": .text(path), "folder": .text(folder),
      "spec": .text(spec),
    ])
  }

  fileprivate init?(_ document: Document) {
    guard case .text(let name)? = document["sweep"]?.content,
      case .integer(let number)? = document["number"]?.content,
      case .integer(let priority)? = document["priority"]?.content,
      case .text(let path)? = document["path"]?.content,
      case .text(let folder)? = document["folder"]?.content,
      case .text(let spec)? = document["spec"]?.content, let counts = QueuedCounts(document)
    else { return nil }
    var reason: String?
    if case .text(let text)? = document["reason"]?.content { reason = text }
    let end: End?
    switch document["end"]?.content {
    case .null?: end = nil
    case .text("complete")?: end = .complete
    case .text("failed")?: end = .failed(reason)
    case .text("stopped")?: end = .stopped
    default: return nil
    }
    self.init(
      name: name, spec: spec, path: path, folder: folder, priority: Int(priority),
      number: Int(number), end: end, counts: counts)
  }
}
