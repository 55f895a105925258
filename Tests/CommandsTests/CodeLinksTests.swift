import Processes
import Testing

@testable import Commands

/// The files beside a spec, seen from the directory where a program starts.
struct CodeLinksTests {
  private let place: TemporaryFolder
  private let code: Folder
  private let own: Folder

  init() throws {
    place = try TemporaryFolder()
    code = try Folder("\(Folder.absolute(place.path) ?? place.path)/code")
    own = try Folder("\(place.path)/own")
    for name in ["study.csv", "train.py", "params.json", "r.sqlite", "r.sqlite-wal", ".env"] {
      try code.put(Array("x".utf8), to: name)
    }
    try Folder("\(code.path)/data/raw").put(Array("x".utf8), to: "a.npy")
  }

  private func links(attempts: String = "r.sqlite-attempts") throws -> CodeLinks {
    _ = try Folder("\(code.path)/\(attempts)")
    var folder = CodeFolder(code.path, attempts: "\(code.path)/\(attempts)")
    return try CodeLinks(to: &folder, in: own)
  }

  @Test func `all of it is there but for what belongs to the results`() throws {
    _ = try links()
    #expect(try own.names() == [".env", "data", "study.csv", "train.py"])
    let link = try #require(FileStamp(of: "\(own.path)/study.csv"))
    #expect(!link.isRegular && !link.isFolder)
    #expect(try WholeFile.bytes(at: "\(own.path)/data/raw/a.npy") == Array("x".utf8))
  }

  @Test func `what goes with the directory is a link and not what it leads to`() throws {
    _ = try links()
    own.removeAll()
    #expect(try code.names().contains("study.csv"))
    #expect(Folder.exists(at: "\(code.path)/data/raw/a.npy"))
  }

  @Test(arguments: [
    ("study.csv", "study.csv"), ("data/raw/a.npy", "data/raw/a.npy"), ("data/new", "data/new"),
  ])
  func `a write behind a link is noticed`(path: String, told: String) throws {
    let links = try links()
    #expect(links.written == nil)
    try own.put(Array("changed".utf8), to: path)
    #expect(links.written == told)
  }

  @Test func `a new file in the directory is its own`() throws {
    let links = try links()
    try own.put(Array("x".utf8), to: "log.csv")
    #expect(links.written == nil)
    #expect(try !code.names().contains("log.csv"))
  }

  @Test func `results of another sweep in the same folder are no write of the program's`() throws {
    let other = try Folder("\(code.path)/a.sqlite-attempts/b61a/1")
    let jobs = try Folder("\(code.path)/b.sqlite-jobs")
    for name in ["a.sqlite", "b.sqlite", "b.sqlite-wal"] {
      try code.put(Array("x".utf8), to: name)
    }
    let links = try links()
    #expect(try own.names() == [".env", "data", "study.csv", "train.py"])
    try other.put(Array("x".utf8), to: "own.db")
    try jobs.put(Array("x".utf8), to: "sge-39.jobs")
    try code.put(Array("changed".utf8), to: "a.sqlite")
    #expect(links.written == nil)
  }

  @Test func `results in a folder beside the spec are no write of the program's`() throws {
    let links = try links(attempts: "out/r.sqlite-attempts")
    try Folder("\(code.path)/out").put(Array("more".utf8), to: "r.sqlite")
    #expect(links.written == nil)
  }
}
