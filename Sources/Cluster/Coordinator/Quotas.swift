package import Trials

/// The account of what each key has recorded and how fast it trains, where keys are asked for.
///
/// A result pays for its attempt and for the reports of it. All else that a key has recorded (comings and
/// goings, reports of attempts that come to nothing, results that contradict the record, the output of
/// failures) comes out of an allowance, which refills slowly.
struct Quotas: Sendable {
  /// Bytes that the coming and going of a worker takes, besides its names.
  static let stay = 256
  /// Bytes that handing out an attempt and its end take.
  static let attempt = 128
  /// Bytes of one measured value.
  static let value = 48
  /// Bytes of a failure's message and of its output where the key's allowance is used up.
  static let shortFailure = 1024

  private struct Account: Sendable {
    var left: Int
    var asOf: Duration
    /// The longest of its trainings that came to a result, by the coordinator's clock.
    var longest = Duration.zero
  }

  private let allowance: RecordAllowance
  private var accounts: [Peer: Account] = [:]
  /// When people were last told of each refusal.
  private var told: [QuotaRefusal: Duration] = [:]

  init(_ allowance: RecordAllowance) { self.allowance = allowance }

  /// Takes bytes out of a key's allowance; false where so many are not left, and nothing is taken.
  ///
  /// - Parameter isNeeded: whether work stands still without it, so that it may take the reserve, too.
  mutating func take(_ bytes: Int, of peer: Peer, isNeeded: Bool = false, at now: Duration) -> Bool
  {
    settle(peer, at: now)
    guard let left = accounts[peer]?.left, left - bytes >= (isNeeded ? 0 : allowance.reserve) else {
      return false
    }
    accounts[peer]?.left = left - bytes
    return true
  }

  /// An attempt of the key ended as attempts should, which gives so many bytes back.
  mutating func give(_ bytes: Int, to peer: Peer, at now: Duration) {
    settle(peer, at: now)
    guard let left = accounts[peer]?.left else { return }
    accounts[peer]?.left = min(left + bytes, allowance.bytes)
  }

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

  /// A training of the key came to a result after so long.
  mutating func note(training time: Duration, of peer: Peer, at now: Duration) {
    settle(peer, at: now)
    guard let longest = accounts[peer]?.longest, time > longest else { return }
    accounts[peer]?.longest = time
  }

  /// How long a trial may be in the hands of a key without a word while workers of others have nothing to do:
  /// ten times the longest training of the others, and an hour of beats at least. A key's own trainings do not
  /// count: it could make them as long as it liked.
  func silence(of peer: Peer, timing: Timing) -> Duration {
    var longest = Duration.zero
    for (other, account) in accounts where other != peer { longest = max(longest, account.longest) }
    return max(timing.silence, longest * 10)
  }

  /// Whether people are to be told of a refusal: of each kind once in ten minutes of beats.
  mutating func isNews(_ refusal: QuotaRefusal, at now: Duration, timing: Timing) -> Bool {
    if let last = told[refusal], now - last < timing.lease * 20 { return false }
    told[refusal] = now
    return true
  }
}

/// How much a key may have recorded besides its results.
package struct RecordAllowance: Hashable, Sendable {
  /// Bytes at once.
  let bytes: Int
  /// Bytes of these that only workers that come and trials that are handed out may take.
  let reserve: Int
  /// Bytes that come back every second.
  let refill: Int

  /// - Parameters:
  ///   - bytes: at once; 512 MiB unless given.
  ///   - reserve: how many of these only workers that come and trials that are handed out may take.
  ///   - refill: bytes that come back every second; 1.4 GB a day unless given.
  package init(bytes: Int = 512 << 20, reserve: Int = 64 << 20, refill: Int = 16 << 10) {
    self.bytes = bytes
    self.reserve = reserve
    self.refill = refill
  }
}

/// Something that a key was not given, or that was taken from it, for people at the coordinator.
package struct QuotaRefusal: Hashable, Sendable, CustomStringConvertible {
  /// What was refused.
  package enum Kind: String, Hashable, Sendable {
    /// One more worker.
    case sessions
    /// Slots of a worker that it let in, or one more worker.
    case slots
    /// Room in the results file.
    case record
    /// Trials of which nothing was heard for long.
    case silence
  }

  /// What was refused.
  package let kind: Kind
  /// The owner of the key.
  package let peer: Peer

  /// - Parameter peer: the owner of the key.
  package init(kind: Kind, peer: Peer) {
    self.kind = kind
    self.peer = peer
  }

  /// A sentence without its capital and stop.
  package var description: String {
    switch kind {
    case .sessions:
      "the key '\(peer.name)' has \(WireLimit.workersOfKey) workers here, as many as one key may have;"
        + " further ones wait until one goes"
    case .slots:
      "the workers of the key '\(peer.name)' have more slots than its quota, and the rest stays idle;"
        + " 'sweep keys limit \(peer.name) --slots N' changes it"
    case .record:
      "the key '\(peer.name)' has had as much recorded besides its results as a key may; until"
        + " less of it comes, its reports and the output of its failures are not recorded;"
        + " 'sweep keys revoke \(peer.name)' ends its sessions"
    case .silence:
      "trials that the key '\(peer.name)' has held for long without a word go to idle workers of other"
        + " keys as well, and the first result counts; 'limits: { trial: TIME }' sets the time"
    }
  }
}
