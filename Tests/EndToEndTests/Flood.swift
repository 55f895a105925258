import Cluster
import Glibc
import Keys
import Random
import Sweeps
import Trials
import ZeroMQ

/// Frames that a coordinator must not choke on, from somebody who has a key.
struct Flood: ~Copyable {
  /// One kind of nonsense.
  enum Kind: CaseIterable {
    case randomFrames, damagedEnvelopes, strangeSessions, forgedResults, hellos, replays
    case manyFrames, largestFrames, oversizedFrames, hugeBeats

    var isLarge: Bool {
      switch self {
      case .manyFrames, .largestFrames, .oversizedFrames, .hugeBeats: true
      default: false
      }
    }
  }

  private let context: Context
  private let key: WorkerKey
  private let endpoint: String
  private let trials: [TrialID]
  private var socket: Socket
  private var random: RandomStream
  /// Messages that were sent in good form before, to be sent again.
  private var recorded: [[[UInt8]]] = []
  private(set) var sent = 0
  /// How often the coordinator said something to it.
  private(set) var answers = 0
  private let noise: [UInt8]

  init(_ key: WorkerKey, at endpoint: String, trials: [TrialID], seed: UInt64) throws {
    let context = try Context()
    socket = try Flood.socket(context, key, endpoint)
    self.context = context
    self.key = key
    self.endpoint = endpoint
    self.trials = trials
    var random = RandomStream(seed: seed)
    noise = (0...WireLimit.body).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    self.random = random
  }

  private static func socket(
    _ context: Context, _ key: WorkerKey, _ endpoint: String
  ) throws -> Socket {
    let socket = try Socket(
      .dealer, in: context,
      [.curveClient(key.pair, serverKey: key.coordinator), .immediate, .linger(.seconds(1))])
    try socket.connect(to: endpoint)
    return socket
  }

  /// Sends the next piece; gives up when the coordinator takes nothing for ten seconds.
  mutating func pour() throws -> Bool {
    let kind = Kind.allCases[random.integer(below: Kind.allCases.count)]
    // Large ones are rarer: it is the number that counts, and there are a million of them.
    if kind.isLarge, random.integer(below: 50) != 0 { return true }
    // Frames on their way are lost with a connection, and should arrive.
    if kind == .oversizedFrames, random.integer(below: 10) != 0 { return true }
    let frames = piece(kind)
    while try socket.receive() != nil { answers += 1 }
    while try socket.send(frames) != .sent {
      var poller = Poller()
      let door = poller.add(socket, for: .writable)
      if try poller.wait(upTo: .seconds(10))[door] == nil { return false }
    }
    sent += 1
    // Clients that were hung up on come back, and some just because they can.
    if kind == .oversizedFrames || random.integer(below: 5_000) == 0 {
      socket = try Flood.socket(context, key, endpoint)
    }
    return true
  }

  /// Hears the coordinator out, until it has said nothing for two seconds.
  mutating func listen() throws {
    var poller = Poller()
    let key = poller.add(socket)
    while try poller.wait(upTo: .seconds(2))[key] != nil {
      while try socket.receive() != nil { answers += 1 }
    }
  }

  private mutating func piece(_ kind: Kind) -> [[UInt8]] {
    switch kind {
    case .randomFrames:
      return (0...random.integer(below: 3)).map { _ in bytes(random.integer(below: 200)) }
    case .manyFrames:
      return Array(repeating: [1], count: 100)
    case .largestFrames:
      return [bytes(40), Array(noise.dropLast())]
    case .oversizedFrames:
      return [bytes(40), noise]
    case .damagedEnvelopes:
      var bytes = envelope(.hello(hello())).bytes
      bytes[random.integer(below: bytes.count)] ^= 1 << UInt8(random.integer(below: 8))
      return [bytes]
    case .strangeSessions:
      return [envelope(.beat(Beat(seen: 3, holding: [attempt()], isDraining: false))).bytes]
    case .forgedResults:
      let outcome = Outcome(
        status: .completed, measurements: [Measurement(epoch: 1, metrics: ["val_accuracy": 1])])
      let result = AttemptResult.outcome(EncodedOutcome(outcome), seconds: 1)
      return [envelope(.result(attempt(), result)).bytes]
    case .hugeBeats:
      let holding = (0..<1_000).map { _ in attempt() }
      return [envelope(.beat(Beat(seen: 0, holding: holding, isDraining: true))).bytes]
    case .hellos:
      let frames = [envelope(.hello(hello())).bytes]
      if recorded.count < 100 { recorded.append(frames) }
      return frames
    case .replays:
      return recorded.isEmpty ? [[]] : recorded[random.integer(below: recorded.count)]
    }
  }

  private mutating func hello() -> Hello {
    let facts = WorkerFacts(
      host: "\u{1b}[2J\u{1b}]0;mine\u{7}", process: random.integer(below: 100_000), slots: 1,
      semantics: ["engine \(random.integer(below: 3))"], kernel: "none")
    return Hello(worker: facts, term: 3, holding: [attempt()])
  }

  /// An attempt at a trial that exists, but never handed out.
  private mutating func attempt() -> Attempt {
    Attempt(
      trial: trials[random.integer(below: trials.count)],
      number: 1_000 + random.integer(below: 1_000))
  }

  private mutating func envelope(_ message: Cluster.Message) -> Envelope {
    Envelope(
      term: random.integer(below: 10), session: Session(number: random.next()),
      sequence: random.integer(below: 10), message: message)
  }

  private mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }
}

/// Knocks at a TCP port with bytes that are no handshake, or one cut short.
enum Knocking {
  static func knock(at port: UInt16, _ bytes: [UInt8]) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let isConnected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else { return }
    _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }

  /// The greeting that opens ZMTP 3.1, for CURVE.
  static let greeting: [UInt8] =
    [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 1] + Array("CURVE".utf8)
    + Array(repeating: 0, count: 64 - 17)
}
