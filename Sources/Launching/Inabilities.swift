import Processes
import Schedulers

/// The reasons for which workers of a launch went home without training anything, as each leaves its own in
/// a file: the next one of the same number would fail alike.
package struct Inabilities: Sendable {
  private let folder: String
  /// The beginning of the files' names, before the number of a worker.
  private let start: String

  init(of launch: String, in folder: String) {
    start = "unable-\(launch)-"
    self.folder = folder
  }

  /// How the paths of the files begin.
  var beginning: String { "\(folder)/\(start)" }

  /// The sentences of those that could train nothing, by their numbers.
  func sentences() throws(SystemError) -> [Int: String] {
    guard Folder.exists(at: folder) else { return [:] }
    var sentences: [Int: String] = [:]
    for name in try Folder(folder).names() where name.hasPrefix(start) {
      guard let index = Int(name.dropFirst(start.count)),
        let bytes = try WholeFile.bytes(at: "\(folder)/\(name)", upTo: 1 << 16)
      else { continue }
      sentences[index] =
        String(decoding: bytes, as: UTF8.self)
        .split(whereSeparator: \.isNewline).first.map(String.init) ?? "no reason was given"
    }
    return sentences
  }

  /// Takes away what a launch has read.
  func clear() {
    let numbers = (try? sentences().keys.sorted()) ?? []
    for number in numbers { Folder.removeFile(at: beginning + "\(number)") }
  }

  /// Leaves a worker's reason where its launch looks for it; nowhere where none was named.
  package static func leave(_ sentence: String) {
    guard let path = CurrentProcess.environment[JobRequest.inabilityVariable], !path.isEmpty else {
      return
    }
    // The launcher is told if it can be; the worker's own words say it anyway.
    try? WholeFile.write(Array((sentence + "\n").utf8), to: path)
  }
}
