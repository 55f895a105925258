import Trials

/// The accounts of keys, where keys are asked for: the attempts that each was handed, what it has recorded, and
/// how fast it trains.
///
/// A result pays for its attempt and for the reports of it. All else that a key has recorded (comings and
/// goings, reports of attempts that come to nothing, results that contradict the record, the output of
/// failures) comes out of an allowance, which refills slowly. Where no keys are asked for, workers have no peer,
/// and nothing is refused.
struct KeyAccounts: Sendable {
  /// Bytes that the coming and going of a worker takes, besides its names.
  private static let stay = 256
  /// Bytes that handing out an attempt and its end take.
  private static let attempt = 128
  /// Bytes of one measured value, besides the name of its metric.
  private static let value = 48
  /// Bytes of a failure's message and of its output where the key's allowance is used up.
  private static let shortFailure = 1024

  private struct Account: Sendable {
    var left: Int
    var asOf: Duration
    /// The longest of its trainings that came to a result, by the coordinator's clock.
    var longest = Duration.zero
  }

  private let allowance: RecordAllowance
  private let timing: Timing
  private var accounts: [Peer: Account] = [:]
  /// The peer with whose key each attempt was handed out.
  private var issued: [NumberedAttempt: Peer]
  /// When people were last told of each refusal.
  private var told: [QuotaRefusal: Duration] = [:]

  /// - Parameter issued: the peers that attempts were handed to in former lives.
  init(_ allowance: RecordAllowance, issued: [NumberedAttempt: Peer] = [:], timing: Timing) {
    self.allowance = allowance
    self.issued = issued
    self.timing = timing
  }

  /// Has people told of what a key was refused, unless they were within ten minutes of beats.
  private mutating func tell(
    _ kind: QuotaRefusal.Kind, of peer: Peer, at now: Duration, _ outbox: inout Outbox
  ) {
    let refusal = QuotaRefusal(kind: kind, peer: peer)
    if let last = told[refusal], now - last < timing.lease * 20 { return }
    told[refusal] = now
    outbox.tell(refusal)
  }

  // MARK: - Coming and going

  /// The reason why one more worker of a key may not come in; nil where it may.
  ///
  /// - Parameter comesBack: whether it takes the place that it has.
  mutating func rejection(
    of facts: WorkerFacts, from peer: Peer?, comesBack: Bool, to roster: Roster, at now: Duration,
    _ outbox: inout Outbox
  ) -> Rejection? {
    guard let peer else { return nil }
    if !comesBack {
      if roster.count(of: peer) >= WireLimit.workersOfKey {
        tell(.sessions, of: peer, at: now, &outbox)
        return .quota
      }
      let free = roster.freeSlots(of: peer)
      if free < facts.slots { tell(.slots, of: peer, at: now, &outbox) }
      guard free > 0 else { return .quota }
    }
    let bytes = KeyAccounts.stay + facts.host.utf8.count + facts.kernel.utf8.count
    return take(bytes, of: peer, isNeeded: true, at: now, &outbox) ? nil : .quota
  }

  // MARK: - Attempts

  /// Takes what an attempt has recorded out of a key's allowance; false where so much is not left.
  mutating func takeAttempt(of peer: Peer?, at now: Duration, _ outbox: inout Outbox) -> Bool {
    guard let peer else { return true }
    return take(KeyAccounts.attempt, of: peer, isNeeded: true, at: now, &outbox)
  }

  /// Gives back what an attempt took that was not handed out, or that has ended as attempts should.
  mutating func giveAttempt(to peer: Peer?, at now: Duration) {
    guard let peer else { return }
    give(KeyAccounts.attempt, to: peer, at: now)
  }

  /// Notes with whose key an attempt is handed out.
  mutating func issue(_ attempt: NumberedAttempt, to peer: Peer?) {
    if let peer { issued[attempt] = peer }
  }

  /// An attempt is over, as its own worker has given it back: the key comes to no result of it any more.
  mutating func withdraw(_ attempt: NumberedAttempt) { issued[attempt] = nil }

  /// Whether an attempt was handed to the owner of this key: a key is good for its own work only.
  func isIssued(_ attempt: NumberedAttempt, to peer: Peer?) -> Bool {
    guard let peer else { return true }
    return issued[attempt] == peer
  }

  // MARK: - The record

  /// Whether a report may be recorded.
  mutating func mayReport(
    _ measurements: [Measurement], by peer: Peer?, at now: Duration, _ outbox: inout Outbox
  ) -> Bool {
    guard let peer else { return true }
    return take(KeyAccounts.bytes(of: measurements), of: peer, at: now, &outbox)
  }

  /// Whether a result of so many bytes that contradicts the record may be set aside.
  mutating func mayContradict(
    _ bytes: Int, by peer: Peer?, at now: Duration, _ outbox: inout Outbox
  ) -> Bool {
    guard let peer else { return true }
    return take(bytes, of: peer, at: now, &outbox)
  }

  /// A failure with as much of its message and its output as may be recorded.
  mutating func bounded(
    _ failure: Failure, by peer: Peer?, at now: Duration, _ outbox: inout Outbox
  ) -> Failure {
    let bounded = failure.bounded
    let bytes = bounded.message.utf8.count + bounded.output.utf8.count
    let short = KeyAccounts.shortFailure
    guard let peer, bytes > 2 * short, !take(bytes, of: peer, at: now, &outbox) else {
      return bounded
    }
    return failure.bounded(message: short, output: short)
  }

  /// An attempt came to a result of so many bytes, which gives back what it and its reports took.
  mutating func finished(
    _ measurements: [Measurement], _ bytes: Int, by peer: Peer?, at now: Duration
  ) {
    guard let peer else { return }
    give(KeyAccounts.attempt + bytes + KeyAccounts.bytes(of: measurements), to: peer, at: now)
  }

  private static func bytes(of measurements: [Measurement]) -> Int {
    // A name that is new stands in a table and in its index.
    measurements.reduce(0) { sum, measurement in
      measurement.metrics.keys.reduce(sum) { $0 + value + 2 * $1.utf8.count }
    }
  }

  /// Takes bytes out of a key's allowance; false where so many are not left, and nothing is taken.
  ///
  /// - Parameter isNeeded: whether work stands still without it, so that it may take the reserve, too.
  private mutating func take(
    _ bytes: Int, of peer: Peer, isNeeded: Bool = false, at now: Duration, _ outbox: inout Outbox
  ) -> Bool {
    settle(peer, at: now)
    guard let left = accounts[peer]?.left, left - bytes >= (isNeeded ? 0 : allowance.reserve) else {
      tell(.record, of: peer, at: now, &outbox)
      return false
    }
    accounts[peer]?.left = left - bytes
    return true
  }

  private mutating func give(_ bytes: Int, to peer: Peer, at now: Duration) {
    settle(peer, at: now)
    guard let left = accounts[peer]?.left else { return }
    accounts[peer]?.left = min(left + bytes, allowance.bytes)
  }

  /// Refills a key's allowance for the time that has passed.
  private mutating func settle(_ peer: Peer, at now: Duration) {
    guard let account = accounts[peer] else {
      accounts[peer] = Account(left: allowance.bytes, asOf: now)
      return
    }
    // Whole seconds, so that nothing is lost by rounding at every message.
    let seconds = max(0, (now - account.asOf).components.seconds)
    guard seconds > 0 else { return }
    let room = allowance.bytes - account.left
    let isSoon = seconds <= room / allowance.refill
    let refill = isSoon ? Int(seconds) * allowance.refill : room
    accounts[peer]?.left = account.left + min(refill, room)
    accounts[peer]?.asOf = account.asOf + .seconds(seconds)
  }

  // MARK: - Silence

  /// A training of the key came to a result after so long.
  mutating func note(training time: Duration, of peer: Peer?, at now: Duration) {
    guard let peer else { return }
    settle(peer, at: now)
    guard let longest = accounts[peer]?.longest, time > longest else { return }
    accounts[peer]?.longest = time
  }

  /// How long a trial may be in the hands of a key without a word while workers of others have nothing to do:
  /// ten times the longest training of the others, and an hour of beats at least. A key's own trainings do not
  /// count: it could make them as long as it liked.
  func silence(of peer: Peer) -> Duration {
    var longest = Duration.zero
    for (other, account) in accounts where other != peer { longest = max(longest, account.longest) }
    return max(timing.silence, longest * 10)
  }

  /// People are told that trials of a key, of which nothing was heard for long, go to others.
  mutating func tellOfSilence(of peer: Peer, at now: Duration, _ outbox: inout Outbox) {
    tell(.silence, of: peer, at: now, &outbox)
  }

  /// People are told that a key has failed a trial which goes to another key.
  mutating func tellOfFailures(of peer: Peer, at now: Duration, _ outbox: inout Outbox) {
    tell(.failures, of: peer, at: now, &outbox)
  }
}
