import Foundation
import Processes
import Testing

/// Folders that are taken away also when their owner was killed.
struct TemporaryFolderTests {
  private let stage: TemporaryFolder

  init() throws { stage = try TemporaryFolder() }

  private var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: stage.path).sorted() }
  }

  private func leave(_ name: String, age: TimeInterval) throws {
    let files = FileManager.default
    try files.createDirectory(
      atPath: "\(stage.path)/\(name)/inner", withIntermediateDirectories: true)
    try Data("x".utf8).write(to: URL(filePath: "\(stage.path)/\(name)/inner/file"))
    try Data().write(to: URL(filePath: "\(stage.path)/\(name).lock"))
    try files.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -age)],
      ofItemAtPath: "\(stage.path)/\(name).lock")
  }

  @Test func `a folder goes with its owner`() throws {
    do {
      let folder = try TemporaryFolder(in: stage.path)
      #expect(try names.count == 2)
      #expect(Folder.exists(at: folder.path))
    }
    #expect(try names == [])
  }

  @Test func `what killed processes left is taken away by the next`() throws {
    try leave("sweep-killed", age: 3600)
    try leave("sweep-new001", age: 1)
    let living = try TemporaryFolder(in: stage.path)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -3600)],
      ofItemAtPath: "\(living.path).lock")
    // Nobody's folder of such a name, and somebody's file.
    try FileManager.default.createDirectory(
      atPath: "\(stage.path)/sweep-backup", withIntermediateDirectories: false)
    try Data().write(to: URL(filePath: "\(stage.path)/notes.lock"))
    let next = try TemporaryFolder(in: stage.path)
    let left = try names
    #expect(!left.contains("sweep-killed") && !left.contains("sweep-killed.lock"), "\(left)")
    for name in ["sweep-new001", "sweep-new001.lock", "sweep-backup", "notes.lock"] {
      #expect(left.contains(name), "\(left)")
    }
    for folder in [living, next] { #expect(Folder.exists(at: folder.path)) }
  }
}
