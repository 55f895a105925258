import Foundation
import Testing

/// The page of attacks and faults: its table names the test of every promise.
struct SecurityPageTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The cells of the table's rows.
  private static func rows() throws -> [[String]] {
    let page = root.appending(path: "Sources/Cluster/Cluster.docc/Security.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let parts = text.components(separatedBy: "\n## Attack or fault, promise, test\n")
    let table = try #require(parts.last).components(separatedBy: "\n## ")[0]
    return table.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst().map { row in
      row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }
  }

  /// The names of all types of the tests.
  private static func suites() throws -> Set<String> {
    let folder = root.appending(path: "Tests")
    let files = try #require(
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    var names: Set<String> = []
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      let suite = /(?m)^(?:@Suite\(.*\) )?(?:final )?(?:struct|class|enum) (\w+Tests)\b/
      for match in text.matches(of: suite) {
        names.insert(String(match.1))
      }
    }
    return names
  }

  @Test func `every promise names tests, and all of them exist`() throws {
    let (rows, suites) = (try Self.rows(), try Self.suites())
    #expect(rows.count > 30, "the page has another table now")
    for row in rows {
      #expect(row.count == 3, "\(row)")
      let names = (row.last ?? "").matches(of: /`([^`]+)`/).map { String($0.1) }
      #expect(!names.isEmpty, "'\(row[0])' names no test")
      for name in names {
        if name.contains("/") {
          let path = Self.root.appending(path: name).path
          #expect(FileManager.default.fileExists(atPath: path), "\(name)")
        } else {
          #expect(suites.contains(name), "'\(row[0])' names \(name), which is not there")
        }
      }
    }
  }
}
