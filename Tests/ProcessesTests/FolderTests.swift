import Processes
import Testing

struct FolderTests {
  @Test func `a folder is made with those above it, and one that is there is taken`() throws {
    let stage = try TemporaryFolder()
    let path = "\(stage.path)/a/b/c"
    try Folder(path).put([1], to: "file")
    #expect(try Folder(path).names() == ["file"])
    #expect(try Folder("\(path)/d").names() == [])
    #expect(try Folder(path).names() == ["d", "file"])
  }

  @Test func `a file in its place, or in the way, is told`() throws {
    let stage = try TemporaryFolder()
    try Folder(stage.path).put([1], to: "file")
    #expect(throws: SystemError.self) { try Folder("\(stage.path)/file") }
    #expect(throws: SystemError.self) { try Folder("\(stage.path)/file/b") }
  }
}
