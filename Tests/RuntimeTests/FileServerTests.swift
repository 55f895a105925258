import Cluster
import Hashing
import Processes
import Testing
import Trials

@testable import Runtime

/// The files that others may have, and how they get them.
struct ShelfTests {
  let folder: TemporaryFolder
  let server: FileServer
  let content = (0..<WireLimit.piece + 7).map { UInt8(truncatingIfNeeded: $0 >> 3) }

  init() throws {
    folder = try TemporaryFolder()
    try Folder(folder.path).put(content, to: "images")
    try Folder(folder.path).put([1, 2, 3], to: "secret")
    server = FileServer(
      data: [try ServedFile("\(folder.path)/images", place: "library/mnist/images")],
      results: "\(folder.path)/none.sqlite")
  }

  @Test func `data is offered by its hash and comes in pieces`() throws {
    guard case .offer(let files) = server.answer(.data, mayRead: false) else {
      Issue.record("nothing is offered")
      return
    }
    let file = try #require(files.first)
    #expect(file.size == content.count && file.digest == Digest(of: content))
    var got: [UInt8] = []
    while got.count < file.size {
      let answer = server.answer(.piece(file.digest, offset: got.count), mayRead: false)
      guard case .piece(file.digest, got.count, let bytes) = answer, !bytes.isEmpty else { break }
      #expect(bytes.count <= WireLimit.piece)
      got += bytes
    }
    #expect(got == content)
    let past = server.answer(.piece(file.digest, offset: content.count), mayRead: false)
    #expect(past == .piece(file.digest, offset: content.count, []))
  }

  @Test func `what no training reads is nobody's`() {
    let secret = Digest(of: [1, 2, 3])
    #expect(
      server.answer(.piece(secret, offset: 0), mayRead: true) == .piece(secret, offset: 0, []))
  }

  @Test func `results are for readers`() {
    guard case .refusal(let sentence) = server.answer(.results, mayRead: false) else {
      Issue.record("a worker is let at them")
      return
    }
    #expect(sentence.hasPrefix("a worker's key opens no results"))
  }

  @Test func `that no copy can be made is said`() throws {
    var answer = FileAnswer.soon
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(60)
    while answer == .soon, clock.now < deadline { answer = server.answer(.results, mayRead: true) }
    guard case .refusal(let sentence) = answer else {
      Issue.record("\(answer)")
      return
    }
    #expect(sentence.contains("there is no results file"))
  }
}
