import Foundation
import Testing

/// The page that leads a newcomer from the field's words to files.
struct ArchitecturePageTests {
  @Test func `every file that the page names is there`() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let page = root.appending(path: "Sources/CLI/CLI.docc/Architecture.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let paths = text.matches(of: /`([A-Za-z0-9]+(?:\/[A-Za-z0-9+]+)+\.swift)`/).map { String($0.1) }
    #expect(paths.count > 30, "the page has no table of files any more")
    for path in paths {
      let file = root.appending(path: "Sources/\(path)")
      #expect(FileManager.default.fileExists(atPath: file.path), "\(path)")
    }
  }
}
