import CBOR
import Hashing
import Testing
import Trials

@testable import Cluster

/// Messages that are refused before they are read: by their sender, length, depth and number of items.
struct WireLimitTests {
  /// A frame whose header says a type, under a good checksum.
  private static func frame(type: UInt8, body: [UInt8]) -> [UInt8] {
    var header = WireTests.parts(.bye)[0]
    header[5] = type
    return Array(WireTests.sealed(header, body).joined())
  }

  private func refusal(of frame: [UInt8], from speaker: Speaker) -> WireError? {
    do throws(WireError) {
      _ = try Envelope.all(in: frame, from: speaker)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: WireTests.messages)
  func `readers and operators ask, a worker says what workers say, a coordinator the rest`(
    message: Message
  ) {
    let frame = WireTests.envelope(message).bytes
    let type = message.type
    let speakers: Set<Speaker> =
      [6, 7, 9].contains(type)
      ? [.reader, .worker, .operator] : type < 64 ? [.worker] : [.coordinator]
    for speaker in [Speaker.reader, .worker, .operator, .coordinator] {
      let expected = speakers.contains(speaker) ? nil : WireError.notForSpeaker(type: type)
      #expect(refusal(of: frame, from: speaker) == expected)
    }
  }

  /// The longest body in bytes, by type.
  @Test(
    arguments: [
      (1, 256 << 10), (2, 256 << 10), (3, 1 << 20), (4, 16 << 20), (5, 1 << 10),
      (7, 1 << 10), (8, WireLimit.piece + 1 << 10), (9, 1 << 10), (10, 64 << 10),
    ] as [(UInt8, Int)])
  func `a body that is longer than any of its type is refused before it is read`(
    type: UInt8, limit: Int
  ) {
    // Under a checksum that is none: nobody comes to look at it.
    var long = WireTests.parts(.bye)[0] + [UInt8](repeating: 0x80, count: limit + 1)
    long[5] = type
    for (place, shift) in zip(32..<36, [24, 16, 8, 0]) {
      long[place] = UInt8(truncatingIfNeeded: (limit + 1) >> shift)
    }
    #expect(refusal(of: long, from: .worker) == .tooLong(type: type))
  }

  /// Bodies of one byte an item, as long as may be.
  @Test(arguments: [1, 2, 3, 4, 5, 7, 8, 9, 10] as [UInt8])
  func `a body of more items than any of its type is refused where the limit is reached`(
    type: UInt8
  ) throws {
    let limit = try #require(Speaker.worker.limit(ofType: type))
    let count = min(limit.items, limit.bytes - 8)
    let body = Item.array([.array(Array(repeating: .integer(0), count: count))]).encoded()
    let refusal = refusal(of: Self.frame(type: type, body: body), from: .worker)
    guard case .body(let error)? = refusal else {
      #expect(body.count > limit.bytes, "\(String(describing: refusal))")
      return
    }
    #expect([.tooMany, .tooDeep].contains(error.reason))
  }

  @Test(arguments: [1, 2, 3, 4, 5, 7, 8, 9, 10] as [UInt8])
  func `a body that is nested more deeply than any of its type is refused`(type: UInt8) throws {
    let limit = try #require(Speaker.worker.limit(ofType: type))
    let body = [UInt8](repeating: 0x81, count: limit.depth + 1) + [0x80]
    guard case .body(let error)? = refusal(of: Self.frame(type: type, body: body), from: .worker)
    else {
      Issue.record("a body of depth \(limit.depth + 1) was read")
      return
    }
    #expect(error.reason == .tooDeep)
  }

  @Test func `a worker of the most slots says all that it holds`() {
    let holding = (1...3 * WireLimit.slots).map {
      Attempt(trial: WireTests.attempt.trial, number: (1 << 40) + $0)
    }
    let facts = WorkerFacts(
      host: String(repeating: "h", count: WireLimit.name), process: 1, slots: WireLimit.slots,
      semantics: ["engine 1", "program 1"], kernel: "x86-64-v4", tags: ["a", "b"])
    for message in [
      Message.hello(Hello(worker: facts, term: 1, holding: holding)),
      .beat(Beat(seen: 1, holding: holding, isDraining: false)),
    ] {
      #expect(refusal(of: WireTests.envelope(message).bytes, from: .worker) == nil)
    }
  }

  @Test func `a report has at most 256 epochs`() {
    for (count, isRead) in [(256, true), (257, false)] {
      let measurements = (1...count).map { Measurement(epoch: $0, metrics: ["loss": 0.5]) }
      let frame = WireTests.envelope(.report(WireTests.attempt, measurements)).bytes
      #expect((refusal(of: frame, from: .worker) == nil) == isRead)
    }
  }

  @Test func `a worker's names of itself have limits`() {
    let long = String(repeating: "n", count: WireLimit.name + 1)
    for facts in [
      WorkerFacts(host: long, process: 1, slots: 1, semantics: ["e"], kernel: "k"),
      WorkerFacts(host: "h", process: 1, slots: 1, semantics: [long], kernel: "k"),
      WorkerFacts(host: "h", process: 1, slots: 1, semantics: ["e"], kernel: long),
      WorkerFacts(host: "h", process: 1, slots: 1, semantics: ["e"], kernel: "k", tags: [long]),
      WorkerFacts(
        host: "h", process: 1, slots: 1, semantics: ["e"], kernel: "k",
        tags: Array(repeating: "t", count: WireLimit.names + 1)),
    ] {
      let frame = WireTests.envelope(.hello(Hello(worker: facts, term: 0, holding: []))).bytes
      #expect(refusal(of: frame, from: .worker) == .misshapen(type: 1))
    }
  }

  @Test func `an operator's request may hold a spec, a reader's may not`() {
    let frame = WireTests.envelope(
      .request(number: 1, String(repeating: "x", count: 1 << 19))
    ).bytes
    #expect(refusal(of: frame, from: .operator) == nil)
    #expect(refusal(of: frame, from: .reader) == .tooLong(type: 9))
    #expect(refusal(of: frame, from: .worker) == .tooLong(type: 9))
    #expect(frame.count <= Speaker.operator.frameLimit)
    #expect(frame.count > Speaker.reader.frameLimit)
  }

  @Test func `nobody asks two things at once, or says more together than fits`() {
    let question = WireTests.envelope(.ask(.data)).bytes
    #expect(refusal(of: question, from: .reader) == nil)
    #expect(refusal(of: question + question, from: .reader) == .tooManyTogether)
    let request = WireTests.envelope(.request(number: 1, "{}")).bytes
    #expect(refusal(of: request + request, from: .operator) == .tooManyTogether)
    #expect(refusal(of: request + question, from: .worker) == .tooManyTogether)
    let goodbyes = (0...WireLimit.envelopes).flatMap { _ in WireTests.envelope(.bye).bytes }
    #expect(refusal(of: goodbyes, from: .worker) == .tooManyTogether)
  }
}
