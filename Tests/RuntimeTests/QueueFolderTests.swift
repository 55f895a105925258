import Control
import Processes
import Testing

@testable import Runtime

/// What a queue has on the disk.
struct QueueFolderTests {
  private let place: TemporaryFolder
  private var path: String { "\(place.path)/lab" }

  init() throws { place = try TemporaryFolder() }

  private func sweep(_ name: String, number: Int) -> QueuedSweep {
    QueuedSweep(
      name: name, spec: "sweep: \(name)\n# größer \"nie\"\n", path: "\(name).yaml",
      folder: "/home/ada", priority: -1, number: number)
  }

  @Test func `sweeps are read as they were written, in their order`() throws {
    let folder = try QueueFolder(path)
    #expect(try folder.sweeps() == [])
    var (a, b) = (sweep("a", number: 11), sweep("b", number: 2))
    try folder.write(a)
    try folder.write(b)
    #expect(try folder.sweeps() == [b, a])
    let counts = QueuedCounts(done: 3, failed: 1, total: 4)
    for end in [QueuedSweep.End.complete, .failed(nil), .failed("no \"data\""), .stopped] {
      (b.end, b.counts) = (end, counts)
      try folder.write(b)
      #expect(try folder.sweeps() == [b, a])
    }
    a.end = .complete
    try folder.write(a)
    let status = try QueueStatus(atRest: path)
    #expect(status.sweeps.map(\.state) == [.stopped, .complete])
    #expect(status.sweeps.map(\.counts.done) == [3, 0])
  }

  @Test func `what a write that was killed leaves behind is no sweep`() throws {
    let folder = try QueueFolder(path)
    try folder.write(sweep("a", number: 1))
    try WholeFile.write(Array("{\"sweep\": ".utf8), to: "\(path)/b.queued.4711.draft")
    #expect(try folder.sweeps().map(\.name) == ["a"])
  }

  @Test func `what is no sweep is told of by its name`() throws {
    let folder = try QueueFolder(path)
    try WholeFile.write(Array("{}".utf8), to: "\(path)/b.queued")
    let error = try #require(throws: QueueFolderError.self) { _ = try folder.sweeps() }
    #expect(error.description.contains("b.queued"))
  }

  @Test func `terms grow from life to life`() throws {
    for term in 1...3 { #expect(try QueueFolder(path).beginTerm() == term) }
  }

  @Test func `a term that cannot be read is not begun anew, which would make workers deaf`() throws
  {
    let folder = try QueueFolder(path)
    for text in ["", "x\n", "0\n", "-1\n", "9223372036854775807\n"] {
      try WholeFile.write(Array(text.utf8), to: "\(path)/queue.term")
      let error = try #require(throws: QueueFolderError.self) { _ = try folder.beginTerm() }
      #expect(error.description.contains("queue.term"))
    }
    try WholeFile.write(Array("7\n".utf8), to: "\(path)/queue.term")
    #expect(try folder.beginTerm() == 8)
  }

  @Test func `a folder is one queue's`() throws {
    #expect(try !QueueFolder.isRun(path))
    do {
      let folder = try QueueFolder(path)
      #expect(try QueueFolder.isRun(path))
      #expect(throws: QueueFolderError.self) { _ = try QueueFolder(path) }
      withExtendedLifetime(folder) {}
    }
    #expect(try !QueueFolder.isRun(path))
  }
}
