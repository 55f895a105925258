import Testing

@testable import Processes

struct DraftTests {
  let folder: TemporaryFolder
  var path: String { "\(folder.path)/draft" }
  var place: String { "\(folder.path)/whole" }

  init() throws { folder = try TemporaryFolder() }

  @Test func `what an earlier process left is gone on with`() throws {
    do {
      var draft = try Draft(at: path, upTo: 4)
      try draft.append([1, 2])
    }
    var draft = try Draft(at: path, upTo: 4)
    #expect(draft.size == 2)
    try draft.append([3, 4])
    #expect(!Folder.exists(at: place))
    try draft.finish(as: place)
    #expect(try WholeFile.bytes(at: place) == [1, 2, 3, 4])
    #expect(!Folder.exists(at: path))
  }

  @Test func `what is too long is none of it`() throws {
    try Folder(folder.path).put([1, 2, 3], to: "draft")
    #expect(try Draft(at: path, upTo: 2).size == 0)
  }

  @Test func `what is discarded is gone`() throws {
    let draft = try Draft(at: path, upTo: 2)
    draft.discard()
    #expect(!Folder.exists(at: path))
  }

  @Test func `some of a file can be read`() throws {
    try Folder(folder.path).put([1, 2, 3, 4, 5], to: "draft")
    #expect(try Folder.bytes(at: path, from: 1, upTo: 2) == [2, 3])
    #expect(try Folder.bytes(at: path, from: 4, upTo: 2) == [5])
    #expect(try Folder.bytes(at: path, from: 9, upTo: 2) == [])
  }
}
