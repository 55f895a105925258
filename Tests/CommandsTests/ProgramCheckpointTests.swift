import Glibc
import Hashing
import Processes
import Testing
import Trials

@testable import Commands

/// The checkpoint that a program leaves at a rung, on its way to the training that goes on.
struct ProgramCheckpointTests {
  private let folder: TemporaryFolder
  private let trial = TrialID(digest: Digest(of: [1]))
  private let measurements = [Measurement(epoch: 1, metrics: ["val_accuracy": 0.5, "loss": .nan])]

  init() throws { folder = try TemporaryFolder() }

  private func folder(_ name: String) throws -> Folder { try Folder("\(folder.path)/\(name)") }

  private func checkpoint(of source: Folder) throws -> ProgramCheckpoint {
    try ProgramCheckpoint(
      of: trial, source, measurements: measurements,
      fromZero: [
        .init(kind: .events, numbering: .steps), .init(kind: .metrics, numbering: .epochs),
      ])
  }

  @Test func `files come over as they were, with what was measured`() throws {
    let (source, target) = (try folder("source"), try folder("target"))
    try source.put([1, 2, 3], to: "state.pt")
    try folder("source/a/b").put([], to: "empty")
    let bytes = try checkpoint(of: source).bytes
    let read = try #require(ProgramCheckpoint(bytes, of: trial))
    #expect(read.bytes == bytes)
    #expect(read.measurements.map(\.epoch) == [1] && read.fromZero.count == 2)
    try read.unpack(into: target)
    #expect(try target.bytes(of: "state.pt") == [1, 2, 3])
    #expect(try folder("target/a/b").bytes(of: "empty") == [])
    #expect(read.withoutFiles.files.isEmpty)
  }

  @Test func `another trial's, a damaged one and one that leaves its folder are none`() throws {
    let source = try folder("source")
    try source.put([1, 2, 3], to: "state.pt")
    let bytes = try checkpoint(of: source).bytes
    #expect(ProgramCheckpoint(bytes, of: TrialID(digest: Digest(of: [2]))) == nil)
    for place in bytes.indices {
      var damaged = bytes
      damaged[place] ^= 1
      #expect(ProgramCheckpoint(damaged, of: trial) == nil)
      #expect(ProgramCheckpoint(Array(bytes.prefix(place)), of: trial) == nil)
    }
    for path in ["../state.pt", "/etc/state", "a/../../b", "", "a//b", "a\0b", "."] {
      let crafted = ProgramCheckpoint(
        trial: trial, measurements: [], fromZero: [], files: [(path, [1])])
      #expect(ProgramCheckpoint(crafted.bytes, of: trial) == nil, "\(path)")
    }
  }

  @Test func `what is no plain file, or too large, is not handed on, and that is said`() throws {
    let source = try folder("source")
    try Folder.link(to: "/etc", at: "\(source.path)/link")
    let error = #expect(throws: ProgramCheckpoint.Left.self) { try checkpoint(of: source) }
    #expect(error?.reason == "has 'link' in it, which is no plain file")
    Folder.removeFile(at: "\(source.path)/link")
    // A hole takes no room on the disk.
    #expect(creat("\(source.path)/large", 0o600) >= 0)
    #expect(truncate("\(source.path)/large", ProgramCheckpoint.most + 1) == 0)
    let large = #expect(throws: ProgramCheckpoint.Left.self) { try checkpoint(of: source) }
    #expect(large?.reason == "has more than 256 MiB")
  }
}
