import Glibc
import Hashing
import Processes
import Testing
import Trials

@testable import Commands

/// The directories of a trial that go to the next one: nothing of the trial may go with them.
struct EmptiedFoldersTests {
  private let place: TemporaryFolder
  private let code: Folder
  private let attempts: Folder
  private let emptied: EmptiedFolders

  init() throws {
    place = try TemporaryFolder()
    let path = Folder.absolute(place.path) ?? place.path
    code = try Folder("\(path)/code")
    for name in ["study.csv", "train.py"] { try code.put(Array("x".utf8), to: name) }
    attempts = try Folder("\(path)/attempts")
    emptied = EmptiedFolders(in: attempts.path)
  }

  private func folders(_ trial: UInt8, attempt: Int = 1) throws -> (AttemptFolders, CodeLinks) {
    let folders = try AttemptFolders(
      TrialID(digest: Digest(of: [trial])), attempt: attempt, in: attempts.path, from: emptied)
    var beside = CodeFolder(code.path, attempts: attempts.path)
    let links = try CodeLinks(to: &beside, in: folders.own, with: folders.links)
    try folders.own.put(Array("{}".utf8), to: AttemptFiles.parameters)
    return (folders, links)
  }

  /// Ends a trial; whether its directories were kept.
  private func end(_ trial: (folders: AttemptFolders, links: CodeLinks)) throws -> Bool {
    trial.folders.removeAll(keepingFor: emptied, links: trial.links.links)
    #expect(!Folder.exists(at: trial.folders.own.path))
    return try !attempts.names().isEmpty
  }

  @Test func `the next trial finds them as new ones would be`() throws {
    let isKept = try end(folders(1))
    #expect(isKept)
    // Beside the spec, a file has gone and one has come.
    code.remove("train.py")
    try code.put(Array("x".utf8), to: "model.py")
    let (next, _) = try folders(2, attempt: 3)
    #expect(next.own.path.hasSuffix("/3"))
    #expect(try next.own.names() == ["model.py", "params.json", "study.csv"])
    #expect(try WholeFile.bytes(at: "\(next.own.path)/model.py") == Array("x".utf8))
    #expect(!next.hasCheckpoint && next.earlier.isEmpty)
    #expect(try attempts.names().count == 1)
  }

  @Test func `a second trial at once has its own`() throws {
    let other = try folders(2)
    #expect(try end(folders(1)))
    other.0.removeAll(keepingFor: emptied, links: other.1.links)
    #expect(try attempts.names().count == 1)
    let third = try folders(3)
    #expect(try attempts.names().count == 1)
    #expect(try end(third))
    emptied.remove()
    #expect(try attempts.names().isEmpty)
  }

  @Test(arguments: ["model.pt", "study.csv", ".hidden", "../checkpoint/state", "../carried"])
  func `those that a program has left something in are taken away`(_ name: String) throws {
    let trial = try folders(1)
    Folder.removeFile(at: "\(trial.0.own.path)/\(name)")
    try trial.0.own.put(Array("x".utf8), to: name)
    #expect(try !end(trial))
  }

  /// Its runner may be killed at any moment: then an attempt goes on from the checkpoint, and needs what was
  /// measured on the way to it.
  @Test func `while there is a checkpoint, what was measured stays`() throws {
    let (trial, links) = try folders(1)
    try trial.own.put(Array("epoch=1 loss=0.5\n".utf8), to: MetricSources.metricsFile)
    try trial.checkpoint.put(Array("1".utf8), to: "epoch")
    let path = String(trial.own.path.dropLast(2))
    let lock = try #require(try Folder(path).lock("another lock"))
    #expect(!emptied.take(path, attempt: 1, links: links.links, lock))
    #expect(try trial.own.names().contains(MetricSources.metricsFile))
    trial.removeAll(keepingFor: emptied, links: links.links)
    #expect(try attempts.names().isEmpty)
  }

  /// Files that are written over are no other's: a program may have kept one by another name, or put a link there.
  @Test(arguments: [0, 1, 2])
  func `the next trial's values go into no file that a program has kept`(_ way: Int) throws {
    let (trial, links) = try folders(1)
    let (values, kept) = ("\(trial.own.path)/params.json", "\(code.path)/study.csv")
    try trial.own.put(Array("{\"x\": 1000}".utf8), to: "params.json")
    switch way {
    case 0:
      code.remove("study.csv")
      try #require(link(values, kept) == 0)
    case 1:
      trial.own.remove("params.json")
      try Folder.link(to: kept, at: values)
    default: try #require(chmod(values, 0o400) == 0)
    }
    let before = try WholeFile.bytes(at: kept)
    #expect(try end((trial, links)))
    let (next, _) = try folders(2)
    #expect(try WholeFile.bytes(at: kept) == before)
    let text = try next.own.bytes(of: "params.json")
    #expect(text == Array("{}".utf8))
    let mode = try #require(Folder.mode(of: attempts.path))
    #expect(Folder.isOrdinaryFile(at: "\(next.own.path)/params.json", in: mode))
  }

  /// They are not looked into as long as nothing comes or goes in them.
  @Test func `what a program leaves after many that left nothing is noticed`() throws {
    let deadline = ContinuousClock.now + .seconds(30)
    var number: UInt8 = 0
    var next = try folders(number)
    while next.0.untouched == nil, .now < deadline {
      #expect(try end(next))
      usleep(20_000)
      number &+= 1
      next = try folders(number)
    }
    try #require(next.0.untouched == FolderStamp(of: next.0.own.path))
    #expect(!next.0.hasCheckpoint)
    try next.0.checkpoint.put([], to: "state")
    #expect(next.0.hasCheckpoint)
    next.0.checkpoint.remove("state")
    #expect(!next.0.hasCheckpoint)
    try next.0.own.put(Array("x".utf8), to: "model.pt")
    #expect(next.0.untouched != FolderStamp(of: next.0.own.path))
    #expect(try !end(next))
  }

  @Test func `those with a link that leads elsewhere are taken away`() throws {
    let trial = try folders(1)
    trial.0.own.remove("study.csv")
    try Folder.link(to: "/dev/null", at: "\(trial.0.own.path)/study.csv")
    #expect(try !end(trial))
  }

  @Test func `those of a process that is gone go with the next that looks`() throws {
    #expect(try end(folders(1)))
    let own = try attempts.names()
    let abandoned = try Folder("\(attempts.path)/emptied 1 0")
    _ = try Folder("\(abandoned.path)/1")
    _ = try abandoned.lock("lock")
    EmptiedFolders.removeAbandoned(in: attempts.path)
    #expect(try attempts.names() == own)
  }
}
