import Foundation
import Testing

/// The promises of README: its command lines are the ones that tests run.
enum Readme {
  /// The command of a page that begins with these words.
  static func line(_ words: String, of page: String) throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    let parts = text.components(separatedBy: "\n## \(page)\n")
    let lines = try #require(parts.last).components(separatedBy: "\n## ")[0]
      .split(separator: "\n").filter { $0.hasPrefix("    ") }.map { String($0.dropFirst(4)) }
    return try #require(lines.first { $0.hasPrefix(words) }, "README has no line '\(words)'")
  }
}
