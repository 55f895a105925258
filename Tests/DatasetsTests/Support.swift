import Datasets
import FoundationEssentials
import Testing

/// A folder for one test, deleted with everything in it.
final class Scratch {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appending(path: "sweep-datasets-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// A library that looks in this folder alone and keeps nothing.
  var library: DatasetLibrary { DatasetLibrary(folders: [path], cache: nil) }

  /// A library that keeps decoded arrays in a subfolder.
  var keepingLibrary: DatasetLibrary { DatasetLibrary(folders: [path], cache: cache) }

  var cache: String { path + "/cache/arrays" }

  /// The decoded arrays that are kept.
  var kept: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: cache)) ?? []).map { "\(cache)/\($0)" }
  }

  /// Writes a file, in subfolders if the name has some, and returns its path.
  @discardableResult
  func write(_ bytes: [UInt8], to name: String) throws -> String {
    let file = URL(filePath: path).appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
    return file.path
  }

  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
  }
}

/// The real data, where `SWEEP_DATA` says or in `../shared/data` beside the package.
enum RealData {
  static let folder =
    ProcessInfo.processInfo.environment["SWEEP_DATA"]
    ?? URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "shared/data").path

  static let isThere = FileManager.default.fileExists(atPath: folder + "/mnist")
  static let skipped: Comment = "real data not found in $SWEEP_DATA or ../shared/data: skipped"
}

extension Dataset {
  /// One example, as it should get into a batch.
  func example(_ row: Int) -> [Float] { examples([row]) }

  func examples(_ rows: [Int]) -> [Float] {
    rows.flatMap { row in
      let range = row * form.shape.count..<(row + 1) * form.shape.count
      switch form.element {
      case .byte(let scale): return range.map { Float(bytes[$0]) * scale }
      case .float: return bytes.bindMemory(to: Float.self)[range].map(\.self)
      }
    }
  }

  var labels: [Int] {
    guard case .labels(let labels) = targets else { return [] }
    return labels
  }

  var classes: [String] {
    guard case .classes(let names) = form.target else { return [] }
    return names
  }
}

/// The sentence a set is refused with; nil, and a failed test, if it is not.
func refusal(
  _ library: DatasetLibrary, _ reference: DatasetReference,
  sourceLocation: SourceLocation = #_sourceLocation
) -> String? {
  #expect(throws: DatasetError.self, sourceLocation: sourceLocation) {
    try library.open(reference)
  }?.description
}
