import Cluster
import Hashing
import Processes
import Testing
import Trials

@testable import Runtime

/// How checkpoints come to a coordinator, and what it keeps of them.
struct CheckpointFolderTests {
  private let folder: TemporaryFolder
  private let content = (0..<2 * WireLimit.piece + 7).map { UInt8(truncatingIfNeeded: $0 >> 3) }

  init() throws { folder = try TemporaryFolder() }

  private func trial(_ number: UInt8) -> TrialID { TrialID(digest: Digest(of: [number])) }

  private func checkpoints(limit: Int = 1 << 30) -> CheckpointFolder {
    CheckpointFolder(beside: "\(folder.path)/sweep.sqlite", limit: limit)
  }

  private func piece(_ content: [UInt8], from offset: Int) -> CheckpointPiece {
    CheckpointPiece(
      digest: Digest(of: content), size: content.count, offset: offset,
      bytes: Array(content[offset..<min(offset + WireLimit.piece, content.count)]))
  }

  private let alike = { (_: TrialID) in CheckpointWorth?.some(CheckpointWorth(until: 1, score: 0)) }

  /// Hands on all of it, and gives whether that was wanted.
  @discardableResult
  private func send(
    _ content: [UInt8], of trial: TrialID, to checkpoints: CheckpointFolder,
    worth: ((TrialID) -> CheckpointWorth?)? = nil
  ) -> Bool {
    var taken = 0
    while taken < content.count {
      let answer = checkpoints.take(
        piece(content, from: taken), of: trial, at: .zero, worth: worth ?? alike)
      guard let answer else { return false }
      taken = answer
    }
    return true
  }

  private var names: [String] {
    (try? Folder.names(in: "\(folder.path)/sweep.sqlite.checkpoints")) ?? []
  }

  @Test func `a checkpoint goes up and comes down in pieces`() throws {
    let checkpoints = checkpoints()
    #expect(checkpoints.answer(about: trial(1), at: .zero) == .offer([]))
    #expect(
      checkpoints.take(piece(content, from: 0), of: trial(1), at: .zero, worth: alike)
        == WireLimit.piece)
    #expect(checkpoints.answer(about: trial(1), at: .zero) == .soon)
    // The worker that handed it on may be gone.
    #expect(checkpoints.answer(about: trial(1), at: .seconds(5)) == .offer([]))
    // Said again, or too early, it tells what is there.
    #expect(
      checkpoints.take(piece(content, from: 0), of: trial(1), at: .zero, worth: alike)
        == WireLimit.piece)
    #expect(
      checkpoints.take(
        piece(content, from: 2 * WireLimit.piece), of: trial(1), at: .zero, worth: alike)
        == WireLimit.piece)
    #expect(send(content, of: trial(1), to: checkpoints))
    guard case .offer(let files) = checkpoints.answer(about: trial(1), at: .zero),
      let file = files.first
    else {
      Issue.record("nothing is offered")
      return
    }
    #expect(file.digest == Digest(of: content) && file.size == content.count)
    var got: [UInt8] = []
    while let bytes = checkpoints.piece(of: file.digest, from: got.count), !bytes.isEmpty {
      got += bytes
    }
    #expect(got == content)
  }

  @Test func `another life finds what is whole, and throws away what is not`() throws {
    let first = checkpoints()
    send(content, of: trial(1), to: first)
    _ = first.take(piece(content + [1], from: 0), of: trial(2), at: .zero, worth: alike)
    #expect(names.count == 2)
    let second = checkpoints()
    #expect(names.count == 1)
    #expect(second.answer(about: trial(1), at: .zero) == first.answer(about: trial(1), at: .zero))
    second.drop { $0 == trial(1) }
    #expect(!Folder.exists(at: "\(folder.path)/sweep.sqlite.checkpoints"))
  }

  @Test func `what is worth least makes room, and what is worth less than all is not taken`() {
    let size = content.count
    let worth = { (trial: TrialID) -> CheckpointWorth? in
      switch trial {
      case self.trial(1): CheckpointWorth(until: 1, score: 0.2)
      case self.trial(2): CheckpointWorth(until: 1, score: 0.7)
      case self.trial(3): CheckpointWorth(until: 3, score: 0.9)
      case self.trial(4): CheckpointWorth(until: 1, score: 0.8)
      default: nil
      }
    }
    let checkpoints = checkpoints(limit: 2 * size + 5)
    #expect(send(content, of: trial(1), to: checkpoints, worth: worth))
    #expect(send(content + [1], of: trial(2), to: checkpoints, worth: worth))
    #expect(send(content + [2], of: trial(3), to: checkpoints, worth: worth))
    #expect(checkpoints.answer(about: trial(2), at: .zero) == .offer([]))
    #expect(checkpoints.answer(about: trial(1), at: .zero) != .offer([]))
    #expect(!send(content + [3], of: trial(4), to: checkpoints, worth: worth))
    // Nobody goes on from it.
    #expect(!send(content + [4], of: trial(5), to: checkpoints, worth: worth))
    #expect(
      !send(Array(repeating: 1, count: 3 * size), of: trial(1), to: checkpoints, worth: worth))
    #expect(names.count == 1)
  }

  @Test func `a checkpoint of an attempt that came to others takes the place of the former`() {
    let checkpoints = checkpoints()
    send(content, of: trial(1), to: checkpoints)
    send([1, 2, 3], of: trial(1), to: checkpoints)
    #expect(names.count == 1)
    #expect(checkpoints.piece(of: Digest(of: [1, 2, 3]), from: 0) == [1, 2, 3])
    #expect(checkpoints.piece(of: Digest(of: content), from: 0) == nil)
  }

  @Test func `what comes by a few bytes a second is not waited for`() {
    let checkpoints = checkpoints()
    let whole = Array(repeating: UInt8(1), count: 4 * WireLimit.piece)
    let digest = Digest(of: whole)
    func send(_ count: Int, from offset: Int, at seconds: Int) {
      let piece = CheckpointPiece(
        digest: digest, size: whole.count, offset: offset,
        bytes: Array(whole[offset..<offset + count]))
      let taken = checkpoints.take(piece, of: trial(1), at: .seconds(seconds), worth: alike)
      #expect(taken == offset + count)
    }
    for second in 0..<7 {
      send(1, from: second, at: second)
      let answer = checkpoints.answer(about: trial(1), at: .seconds(second))
      #expect(answer == (second < 6 ? .soon : .offer([])))
    }
    // A slow line is waited for.
    send(WireLimit.piece, from: 7, at: 7)
    #expect(checkpoints.answer(about: trial(1), at: .seconds(8)) == .soon)
  }

  @Test func `where nothing can be written, nothing is wanted`() throws {
    try Folder(folder.path).put([1], to: "sweep.sqlite.checkpoints")
    #expect(!send(content, of: trial(1), to: checkpoints()))
    #expect(checkpoints().isEmpty)
  }
}
