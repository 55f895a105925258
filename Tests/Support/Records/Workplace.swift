package import Foundation

/// A directory that goes with its test.
package final class Workplace {
  package let directory: URL

  package init() throws {
    directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("store-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  /// Where a file of the name would be.
  package func path(_ name: String = "sweep.sqlite") -> String {
    directory.appendingPathComponent(name).path
  }

  /// The names of all that lies there.
  package var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted() }
  }

  package func bytes(_ name: String = "sweep.sqlite") throws -> [UInt8] {
    Array(try Data(contentsOf: directory.appendingPathComponent(name)))
  }

  package func write(_ bytes: [UInt8], to name: String = "sweep.sqlite") throws {
    try Data(bytes).write(to: directory.appendingPathComponent(name))
  }
}
