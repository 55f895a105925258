import CBOR
import Hashing
import Sweeps
import Trials

// How messages lie in CBOR: arrays, field after field in the order of declaration. The protocol's
// version tells which fields there are, so none carries a name.

extension Message {
  /// The message type in the header.
  var type: UInt8 {
    switch self {
    case .hello: 1
    case .beat: 2
    case .report: 3
    case .result: 4
    case .bye: 5
    case .ask: 7
    case .checkpoint: 8
    case .request: 9
    case .output: 10
    case .welcome: 65
    case .reject: 66
    case .beatAcknowledged: 67
    case .assign: 68
    case .resultAcknowledged: 69
    case .tell: 71
    case .checkpointTaken: 72
    case .answer: 73
    case .outputWanted: 74
    }
  }

  /// The body; nil of those messages that every trial takes, which are written and read without a tree.
  private var item: Item? {
    switch self {
    case .result(_, .outcome), .assign, .resultAcknowledged: nil
    case .hello(let hello):
      .array([hello.worker.item, .integer(Int64(hello.term)), .attempts(hello.holding)])
    case .beat(let beat):
      .array([
        .integer(Int64(beat.seen)), .attempts(beat.holding), .boolean(beat.isDraining),
      ])
    case .report(let attempt, let measurements):
      .array([attempt.item, .array(measurements.map(\.item))])
    case .result(let attempt, .failure(let failure)):
      .array([
        attempt.item, .text(failure.cause.rawValue), .text(failure.message), .text(failure.output),
      ])
    case .bye:
      .array([])
    case .ask(let question): question.item
    case .tell(let answer): answer.item
    case .checkpoint(let attempt, let piece): .array([attempt.item, piece.item])
    case .checkpointTaken(let receipt): receipt.item
    case .output(let attempt, let output):
      .array([attempt.item, .integer(Int64(output.size)), .text(output.text)])
    case .outputWanted(let attempt): .array([attempt.item])
    case .request(let number, let text), .answer(let number, let text):
      .array([.integer(Int64(number)), .text(text)])
    case .welcome(let welcome):
      .array([.integer(welcome.timing.beat.milliseconds), .attempts(welcome.keep)])
    case .reject(let rejection):
      .array([.text(rejection.rawValue)])
    case .beatAcknowledged(let orders):
      .array([.attempts(orders.hold), .boolean(orders.drain)])
    }
  }

  /// Appends the body as it is sent.
  func encodeBody(into bytes: inout [UInt8]) {
    switch self {
    case .result(let attempt, .outcome(let outcome, let seconds)):
      Item.encode(arrayOf: 3, into: &bytes)
      attempt.encode(into: &bytes)
      Item.encode(bytesOf: outcome.bytes.count, into: &bytes)
      bytes += outcome.bytes
      Item.encode(seconds, into: &bytes)
    case .assign(let attempt, let assignment, let limits):
      Item.encode(arrayOf: 7, into: &bytes)
      attempt.encode(into: &bytes)
      Item.encode(bytesOf: assignment.bytes.count, into: &bytes)
      bytes += assignment.bytes
      Item.encode(assignment.kind == .program, into: &bytes)
      Item.encode(limits.time?.milliseconds, into: &bytes)
      Item.encode(limits.memory.map(Int64.init), into: &bytes)
      limits.needs.encode(into: &bytes)
      Item.encode(arrayOf: limits.devices.count, into: &bytes)
      for device in limits.devices { Item.encode(device, into: &bytes) }
    case .resultAcknowledged(let attempt, let verdict):
      Item.encode(arrayOf: 2, into: &bytes)
      attempt.encode(into: &bytes)
      Item.encode(verdict.rawValue, into: &bytes)
    default: item?.encode(into: &bytes)
    }
  }

  /// The message of a type whose body is some of these bytes.
  init(type: UInt8, body: Range<Int>, of bytes: [UInt8], _ limit: BodyLimit) throws(WireError) {
    if let message = Message(frequentType: type, body: body, of: bytes) {
      self = message
      return
    }
    let item: Item
    do {
      item = try Item(
        decoding: bytes, in: body, maximumDepth: limit.depth, maximumCount: limit.items)
    } catch {
      throw .body(error)
    }
    try self.init(type: type, item: item)
  }

  /// The message of a type and a body.
  private init(type: UInt8, item: Item) throws(WireError) {
    guard case .array(let fields) = item else { throw .misshapen(type: type) }
    let message: Message? =
      switch type {
      case 1: .hello(fields)
      case 2: .beat(fields)
      case 3: .report(fields)
      case 4: .failure(fields)
      case 5: fields.isEmpty ? .bye : nil
      case 7: FileQuestion(fields).map(Message.ask)
      case 8: .checkpoint(fields)
      case 9: Message.numbered(fields).map { .request(number: $0.number, $0.text) }
      case 10: .output(fields)
      case 65: .welcome(fields)
      case 66: .reject(fields)
      case 67: .beatAcknowledged(fields)
      case 68, 69: nil
      case 71: FileAnswer(fields).map(Message.tell)
      case 72: CheckpointReceipt(fields).map(Message.checkpointTaken)
      case 73: Message.numbered(fields).map { .answer(number: $0.number, $0.text) }
      case 74: fields.count == 1 ? Attempt(fields[0]).map(Message.outputWanted) : nil
      default: throw .unknownType(type)
      }
    guard let message else { throw .misshapen(type: type) }
    self = message
  }

  private static func numbered(_ fields: [Item]) -> (number: Int, text: String)? {
    guard fields.count == 2, let number = fields[0].count, case .text(let text) = fields[1]
    else { return nil }
    return (number, text)
  }

  private static func hello(_ fields: [Item]) -> Message? {
    guard fields.count == 3, let worker = WorkerFacts(fields[0]), let term = fields[1].count,
      let holding = fields[2].attempts
    else { return nil }
    return .hello(Hello(worker: worker, term: term, holding: holding))
  }

  private static func beat(_ fields: [Item]) -> Message? {
    guard fields.count == 3, let seen = fields[0].count, let holding = fields[1].attempts,
      case .boolean(let isDraining) = fields[2]
    else { return nil }
    return .beat(Beat(seen: seen, holding: holding, isDraining: isDraining))
  }

  private static func report(_ fields: [Item]) -> Message? {
    guard fields.count == 2, let attempt = Attempt(fields[0]), case .array(let items) = fields[1],
      items.count <= WireLimit.measurements
    else { return nil }
    let measurements = items.compactMap(Measurement.init)
    return measurements.count == items.count ? .report(attempt, measurements) : nil
  }

  private static func failure(_ fields: [Item]) -> Message? {
    guard fields.count == 4, let attempt = Attempt(fields[0]),
      case .text(let word) = fields[1], let cause = Failure.Cause(rawValue: word),
      case .text(let message) = fields[2], case .text(let output) = fields[3]
    else { return nil }
    return .result(attempt, .failure(Failure(cause: cause, message: message, output: output)))
  }

  private static func checkpoint(_ fields: [Item]) -> Message? {
    guard fields.count == 2, let attempt = Attempt(fields[0]),
      let piece = CheckpointPiece(fields[1])
    else { return nil }
    return .checkpoint(attempt, piece)
  }

  private static func output(_ fields: [Item]) -> Message? {
    guard fields.count == 3, let attempt = Attempt(fields[0]), let size = fields[1].count,
      case .text(let text) = fields[2], let output = PrintedOutput(size: size, text: text)
    else { return nil }
    return .output(attempt, output)
  }

  private static func welcome(_ fields: [Item]) -> Message? {
    guard fields.count == 2, let beat = fields[0].count, beat > 0, let keep = fields[1].attempts
    else { return nil }
    return .welcome(Welcome(timing: Timing(beat: .milliseconds(beat)), keep: keep))
  }

  private static func reject(_ fields: [Item]) -> Message? {
    guard fields.count == 1, case .text(let word) = fields[0] else { return nil }
    return Rejection(rawValue: word).map(Message.reject)
  }

  private static func beatAcknowledged(_ fields: [Item]) -> Message? {
    guard fields.count == 2, let hold = fields[0].attempts, case .boolean(let drain) = fields[1]
    else { return nil }
    return .beatAcknowledged(Orders(hold: hold, drain: drain))
  }
}

// The messages that every trial takes.

extension Message {
  /// The message of one of these types; nil of another, or where the body is none of its type.
  fileprivate init?(frequentType type: UInt8, body: Range<Int>, of bytes: [UInt8]) {
    var reader = ItemReader(bytes, in: body)
    let message: Message? =
      switch type {
      case 4: .outcome(&reader, bytes)
      case 68: .assign(&reader, bytes)
      case 69: .resultAcknowledged(&reader, bytes)
      default: nil
      }
    guard let message, reader.isAtEnd else { return nil }
    self = message
  }

  private static func outcome(_ reader: inout ItemReader, _ bytes: [UInt8]) -> Message? {
    guard reader.array() == 3, let attempt = Attempt(from: &reader, in: bytes),
      let outcome = reader.bytesRange(), let seconds = reader.double()
    else { return nil }
    let encoded = EncodedOutcome(bytes: Array(bytes[outcome]))
    return .result(attempt, .outcome(encoded, seconds: seconds))
  }

  private static func assign(_ reader: inout ItemReader, _ bytes: [UInt8]) -> Message? {
    guard reader.array() == 7, let attempt = Attempt(from: &reader, in: bytes),
      let assignment = reader.bytesRange(), let isOfProgram = reader.boolean(),
      let time = reader.countOrNull(), let memory = reader.countOrNull(),
      let needs = reader.item(maximumDepth: 2).flatMap(Needs.init),
      let devices = reader.texts()
    else { return nil }
    var limits = TrialLimits(
      time: time.map { .milliseconds($0) }, memory: memory, needs: needs)
    limits.devices = devices
    return .assign(
      attempt,
      EncodedAssignment(
        bytes: Array(bytes[assignment]), kind: isOfProgram ? .program : .engine),
      limits: limits)
  }

  private static func resultAcknowledged(
    _ reader: inout ItemReader, _ bytes: [UInt8]
  ) -> Message? {
    guard reader.array() == 2, let attempt = Attempt(from: &reader, in: bytes),
      let verdict = reader.text().flatMap(Verdict.init)
    else { return nil }
    return .resultAcknowledged(attempt, verdict)
  }
}

extension ItemReader {
  /// Nothing where there is null; nil where there is something else than a count.
  fileprivate mutating func countOrNull() -> Int?? {
    if null() { return .some(nil) }
    return count().map { .some($0) }
  }

  fileprivate mutating func texts() -> [String]? {
    guard let count = array() else { return nil }
    var texts: [String] = []
    for _ in 0..<count {
      guard let text = text() else { return nil }
      texts.append(text)
    }
    return texts
  }
}

extension Item {
  fileprivate static func encode(_ integer: Int64?, into bytes: inout [UInt8]) {
    if let integer { encode(integer, into: &bytes) } else { encodeNull(into: &bytes) }
  }
}

extension WorkerFacts {
  fileprivate var item: Item {
    .array([
      .text(host), .integer(Int64(process)), .integer(Int64(slots)),
      .array(semantics.map(Item.text)), .text(kernel), .integer(Int64(gpus)),
      .integer(Int64(memory)), .array(tags.map(Item.text)),
    ])
  }

  fileprivate init?(_ item: Item) {
    guard case .array(let fields) = item, fields.count == 8, case .text(let host) = fields[0],
      let process = fields[1].count, let slots = fields[2].count,
      (1...WireLimit.slots).contains(slots), let semantics = fields[3].texts,
      case .text(let kernel) = fields[4], let gpus = fields[5].count,
      let memory = fields[6].count, let tags = fields[7].texts,
      [semantics.count, tags.count].allSatisfy({ $0 <= WireLimit.names }),
      ([host, kernel] + semantics + tags).allSatisfy({ $0.utf8.count <= WireLimit.name })
    else { return nil }
    self.init(
      host: host, process: process, slots: slots, semantics: semantics, kernel: kernel, gpus: gpus,
      memory: memory, tags: tags)
  }
}

extension Item {
  fileprivate var texts: [String]? {
    guard case .array(let items) = self else { return nil }
    let texts = items.compactMap { if case .text(let text) = $0 { text } else { nil } }
    return texts.count == items.count ? texts : nil
  }

  fileprivate static func attempts(_ attempts: [Attempt]) -> Item { .array(attempts.map(\.item)) }

  fileprivate var attempts: [Attempt]? {
    guard case .array(let items) = self else { return nil }
    let attempts = items.compactMap(Attempt.init)
    return attempts.count == items.count ? attempts : nil
  }
}

extension Duration {
  fileprivate var milliseconds: Int64 {
    components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
  }
}
