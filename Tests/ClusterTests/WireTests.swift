import CBOR
import Documents
import Hashing
import Random
import Sweeps
import Testing
import Trials

@testable import Cluster

struct WireTests {
  static let attempt = Attempt(trial: Fixture.plan(trials: 1).trials[0].id, number: 3)

  /// One of each kind, with the values that are hardest to carry.
  static let messages: [Message] = {
    let plan = Fixture.plan(trials: 2)
    let other = Attempt(trial: plan.trials[1].id, number: 1 << 40)
    let measurements = [
      Measurement(
        epoch: 1, metrics: ["loss": .nan, "accuracy": 0.25, "größe": .leastNonzeroMagnitude]),
      Measurement(epoch: 2, metrics: ["loss": .infinity, "accuracy": -.infinity]),
      Measurement(epoch: 3, metrics: [:]),
    ]
    let outcome = Outcome(
      status: .diverged, measurements: measurements,
      attachments: ["confusion": Document(.list([Document(.integer(.min)), Document(.null)]))])
    return [
      .hello(Hello(worker: Fixture.facts("ada"), term: 0, holding: [])),
      .hello(Hello(worker: Fixture.facts("", slots: 1024), term: 9, holding: [attempt, other])),
      .beat(Beat(seen: 1 << 50, holding: [attempt], isDraining: true)),
      .report(attempt, measurements),
      .result(attempt, .outcome(EncodedOutcome(outcome), seconds: 0.1)),
      .result(attempt, .outcome(EncodedOutcome(Fixture.outcome(.nan)), seconds: .infinity)),
      .result(attempt, .failure(Fixture.crash)),
      .bye,
      .ask(.checkpoint(attempt.trial)),
      .checkpoint(
        attempt, CheckpointPiece(digest: Digest(of: [9]), size: 5, offset: 2, bytes: [0, 255, 7])),
      .checkpointTaken(CheckpointReceipt(digest: Digest(of: [9]), taken: 1 << 30)),
      .checkpointTaken(CheckpointReceipt(digest: Digest(of: [9]), taken: nil)),
      .request(number: 1, #"{"request":"stop"}"#), .answer(number: 1 << 40, "{}"),
      .output(attempt, PrintedOutput(size: 1 << 40, last: [0, 7, 0x1b, 0xc3, 0xbc, 0xff])),
      .output(attempt, .nothing), .outputWanted(other),
      .ask(.data), .ask(.results), .ask(.piece(Digest(of: [1]), offset: 1 << 40)),
      .tell(.offer([OfferedFile(place: "mnist/images", size: 1 << 33, digest: Digest(of: [2]))])),
      .tell(.offer([])), .tell(.soon), .tell(.refusal("none")),
      .tell(.piece(Digest(of: [1]), offset: 7, [1, 2, 3])),
      .welcome(Welcome(timing: Timing(beat: .milliseconds(20)), keep: [attempt])),
      .reject(.unknownSession),
      .reject(.otherSemantics), .reject(.otherVersion),
      .beatAcknowledged(Orders(hold: [attempt, other], drain: false)),
      .assign(attempt, EncodedAssignment(plan.assignment(for: plan.trials[0])), limits: .none),
      .assign(
        attempt, EncodedAssignment(plan.assignment(for: plan.trials[0])),
        limits: TrialLimits(time: .milliseconds(1), memory: 1 << 30)),
    ] + Verdict.allCases.map { .resultAcknowledged(attempt, $0) }
  }()

  static func envelope(_ message: Message) -> Envelope {
    Envelope(
      term: 1 << 40, session: Session(number: .max - 1), sequence: 1 << 33, message: message)
  }

  /// The header and the body of what is sent.
  static func parts(_ message: Message) -> [[UInt8]] { parts(of: envelope(message)) }

  static func parts(of envelope: Envelope) -> [[UInt8]] {
    let bytes = envelope.bytes
    return [Array(bytes.prefix(WireLimit.header)), Array(bytes.dropFirst(WireLimit.header))]
  }

  static func read(_ parts: [[UInt8]]) throws(WireError) -> Envelope {
    try Envelope(bytes: Array(parts.joined()))
  }

  /// Gives header and body after the body has been changed, with the new length and checksum.
  static func sealed(_ header: [UInt8], _ body: [UInt8]) -> [[UInt8]] {
    var header = Array(header.prefix(32))
    for word in [UInt32(body.count), 0] {
      let word = word == 0 ? crc32c([header, body]) : word
      header += stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> $0) }
    }
    return [header, body]
  }

  @Test func `the header lies as it is drawn`() {
    let envelope = Envelope(
      term: 2, session: Session(number: 0x0102_0304_0506_0708), sequence: 3, message: .bye)
    let frames = WireTests.parts(of: envelope)
    #expect(
      frames[0].prefix(36) == [
        0x53, 0x57, 0x45, 0x50, 2, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2,
        1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 1,
      ])
    #expect(frames[1] == [0x80])
  }

  /// The questions of version 1: HELLO, LOOK and ASK, and the type that answers each.
  @Test(arguments: [(1, 66), (6, 70), (7, 71)] as [(UInt8, UInt8)])
  func `a peer of version 1 is answered in its own version and session`(
    asks: UInt8, answers: UInt8
  ) throws {
    var header = Array("SWEP".utf8) + [1, asks] + [UInt8](repeating: 0, count: 34)
    header[15] = 4
    header[23] = 9
    let answer = try #require(ProtocolVersion1.answer(to: [header, [0x80]]))
    try #require(answer.count == 2 && answer[0].count == 40)
    #expect(answer[0][4] == 1)
    #expect(answer[0][5] == answers)
    #expect(answer[0].bigEndian(at: 8, count: 8) == 4)
    #expect(answer[0].bigEndian(at: 16, count: 8) == 9)
    #expect(answer[0].bigEndian(at: 32, count: 4) == UInt64(answer[1].count))
    #expect(
      answer[0].bigEndian(at: 36, count: 4)
        == UInt64(crc32c([Array(answer[0].prefix(36)), answer[1]])))
    #expect(throws: Never.self) { try Item(decoding: answer[1]) }
  }

  @Test(arguments: messages)
  func `a message comes out as it went in`(message: Message) throws {
    let frames = WireTests.parts(message)
    let read = try WireTests.read(frames)
    // Messages are compared by bytes, as a NaN is equal to nothing.
    #expect(WireTests.parts(of: read) == frames)
    #expect(read.message.type == message.type)
  }

  @Test func `numbers travel exactly`() throws {
    let frames = WireTests.parts(WireTests.messages[3])
    guard case .report(_, let measurements) = try WireTests.read(frames).message else {
      Issue.record("it was a report")
      return
    }
    #expect(measurements[0].metrics["loss"]?.isNaN == true)
    #expect(measurements[0].metrics["accuracy"] == 0.25)
    #expect(measurements[0].metrics["größe"] == .leastNonzeroMagnitude)
    #expect(measurements[1].metrics == ["loss": .infinity, "accuracy": -.infinity])
  }

  @Test(arguments: messages)
  func `a message cut short is refused`(message: Message) {
    let frames = WireTests.parts(message)
    let bytes = Array(frames.joined())
    for length in 0..<bytes.count {
      let expected: WireError = length < 5 ? .notOurs : .damaged
      #expect(throws: expected) { try Envelope(bytes: Array(bytes.prefix(length))) }
    }
  }

  @Test func `messages that travel together come out one by one`() throws {
    let envelopes = WireTests.messages.map(WireTests.envelope)
    for speaker in [Speaker.worker, .coordinator] {
      let said = envelopes.filter {
        ($0.message.type < 64) == (speaker == .worker) && ![6, 7].contains($0.message.type)
      }
      var frame: [UInt8] = []
      for envelope in said { envelope.encode(into: &frame) }
      #expect(try Envelope.all(in: frame, from: speaker).map(\.bytes) == said.map(\.bytes))
      #expect(throws: WireError.notOurs) { try Envelope.all(in: frame + [0], from: speaker) }
      #expect(throws: WireError.notOurs) { try Envelope.all(in: [], from: speaker) }
    }
  }

  @Test(arguments: messages)
  func `a message with any bit flipped is refused`(message: Message) {
    let frames = WireTests.parts(message)
    for frame in 0..<2 {
      for bit in 0..<8 * frames[frame].count {
        var flipped = frames
        flipped[frame][bit / 8] ^= 1 << UInt8(bit % 8)
        #expect(throws: WireError.self) { try WireTests.read(flipped) }
      }
    }
  }

  /// As a peer with a bug would send it: what is read must be what was said, to the byte.
  @Test(arguments: messages)
  func `a body with any bit flipped under a good checksum is refused or understood as it is`(
    message: Message
  ) {
    let frames = WireTests.parts(message)
    for bit in 0..<8 * frames[1].count {
      var body = frames[1]
      body[bit / 8] ^= 1 << UInt8(bit % 8)
      let sent = WireTests.sealed(frames[0], body)
      if let read = try? WireTests.read(sent) { #expect(WireTests.parts(of: read) == sent) }
    }
  }

  @Test func `nonsense under a good checksum never traps`() {
    var random = RandomStream(seed: 5)
    let types = Set(WireTests.messages.map(\.type)).sorted()
    for _ in 0..<20_000 {
      var header = WireTests.parts(.bye)[0]
      header[5] = types[random.integer(below: types.count)]
      let body = (0..<random.integer(below: 24)).map { _ in
        // Short arrays, short texts and small numbers nest into something now and then.
        random.integer(below: 2) == 0
          ? [0x80, 0x40, 0x60, 0x00][random.integer(below: 4)] | UInt8(random.integer(below: 5))
          : UInt8(random.integer(below: 256))
      }
      let sent = WireTests.sealed(header, body)
      if let read = try? WireTests.read(sent) { #expect(WireTests.parts(of: read) == sent) }
    }
  }

  @Test func `frames that are none of ours are refused for what they are`() {
    let frames = WireTests.parts(.bye)
    func changed(_ offset: Int, to byte: UInt8) -> [UInt8] {
      var header = frames[0]
      header[offset] = byte
      return header
    }
    #expect(throws: WireError.notOurs) { try WireTests.read([]) }
    #expect(throws: WireError.damaged) { try WireTests.read(frames + [[0]]) }
    #expect(throws: WireError.notOurs) { try WireTests.read([changed(0, to: 0x73), frames[1]]) }
    #expect(throws: WireError.otherVersion(3)) {
      try WireTests.read([changed(4, to: 3), frames[1]])
    }
    #expect(throws: WireError.unknownType(99)) {
      try WireTests.read(WireTests.sealed(changed(5, to: 99), frames[1]))
    }
    #expect(throws: WireError.damaged) {
      try WireTests.read(WireTests.sealed(changed(7, to: 1), frames[1]))
    }
    #expect(throws: WireError.damaged) {
      try WireTests.read(WireTests.sealed(changed(8, to: 0x80), frames[1]))
    }
    #expect(throws: WireError.misshapen(type: 5)) {
      try WireTests.read(WireTests.sealed(frames[0], [0x81, 0x00]))
    }
    #expect(throws: WireError.misshapen(type: 5)) {
      try WireTests.read(WireTests.sealed(frames[0], [0x00]))
    }
  }

  @Test func `a body over the limit is refused before it is read`() {
    let failure = Failure(
      cause: .crashed, message: "", output: String(repeating: "x", count: WireLimit.body))
    let frames = WireTests.parts(.result(WireTests.attempt, .failure(failure)))
    #expect(throws: WireError.damaged) { try WireTests.read(frames) }
  }

  @Test func `arrays nested too deeply are refused`() throws {
    let bottomless = [UInt8](repeating: 0x81, count: 1000) + [0x80]
    let header = WireTests.parts(.bye)[0]
    let error = #expect(throws: WireError.self) {
      try WireTests.read(WireTests.sealed(header, bottomless))
    }
    guard case .body(let reason) = error else {
      Issue.record("\(String(describing: error)) says nothing of the body")
      return
    }
    #expect(reason.reason == .tooDeep)
  }

  @Test(arguments: [0, 1025, 1 << 53])
  func `a worker without a believable number of slots is refused`(slots: Int) {
    let hello = Hello(worker: Fixture.facts("greedy", slots: slots), term: 0, holding: [])
    #expect(throws: WireError.misshapen(type: 1)) {
      try WireTests.read(WireTests.parts(.hello(hello)))
    }
  }
}
