import FoundationEssentials
import Glibc
import Processes
import Testing

struct WholeFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func path(_ name: String) -> String { "\(folder.path)/\(name)" }

  private var names: [String] {
    get throws { try Folder.names(in: folder.path) }
  }

  @Test(arguments: [WholeFile.Danger.crash, .powerCut])
  func `a file takes the place of another, and leaves nothing beside it`(
    danger: WholeFile.Danger
  ) throws {
    try WholeFile.write([1, 2, 3], to: path("a"), survives: danger)
    try WholeFile.write([4], to: path("a"), survives: danger)
    #expect(try WholeFile.bytes(at: path("a")) == [4])
    #expect(try names == ["a"])
  }

  @Test func `what reads the old file still reads it whole`() throws {
    try WholeFile.write([1, 2, 3], to: path("a"))
    let old = try Descriptor(reading: path("a"))
    try WholeFile.write([4], to: path("a"))
    #expect(try old.rest(upTo: 10) == [1, 2, 3])
  }

  @Test func `a new file never takes the place of another`() throws {
    try WholeFile.write([1], toNew: path("a"))
    let refusal = #expect(throws: SystemError.self) {
      try WholeFile.write([2], toNew: path("a"))
    }
    #expect(refusal?.code == EEXIST)
    #expect(try WholeFile.bytes(at: path("a")) == [1])
    #expect(try names == ["a"])
  }

  @Test func `others may do no more with it than was said`() throws {
    try WholeFile.write([1], toNew: path("key"), permissions: 0o600)
    try WholeFile.write([1], to: path("table"))
    #expect(try Descriptor(reading: path("key")).facts().permissions == 0o600)
    #expect(try Descriptor(reading: path("table")).facts().permissions & 0o111 == 0)
  }

  @Test func `more than was wanted is not read`() throws {
    try WholeFile.write(Array(repeating: 7, count: 300_000), to: path("a"))
    #expect(try WholeFile.bytes(at: path("a"), upTo: 299_999) == nil)
    #expect(try WholeFile.bytes(at: path("a"), upTo: 300_000)?.count == 300_000)
  }

  @Test func `what cannot be written leaves nothing`() throws {
    let refusal = #expect(throws: SystemError.self) {
      try WholeFile.write([1], to: path("none/a"))
    }
    #expect(refusal?.kind == .path)
    try FileManager.default.createDirectory(
      atPath: path("taken"), withIntermediateDirectories: false)
    #expect(throws: SystemError.self) { try WholeFile.write([1], to: path("taken")) }
    #expect(try names == ["taken"])
  }
}
