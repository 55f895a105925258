import FoundationEssentials

/// The folder `sweeps/` of the package.
enum SpecFolder {
  static let path = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "sweeps").path

  /// The specs in it, by file name.
  static var specs: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: path)
        .filter { $0.hasSuffix(".yaml") }.sorted()
    }
  }
}
