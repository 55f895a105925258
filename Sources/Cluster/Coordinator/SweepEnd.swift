/// How a sweep ends: whether somebody wants it to, until when trainings and goodbyes are waited for, and whether
/// its workers go home or stay for what follows.
struct SweepEnd: Sendable {
  /// Whether another sweep follows at this address, for which workers are to stay.
  private let isFollowed: Bool
  /// Whether the workers are those of a queue of sweeps: none is sent home at the end, all are released.
  let isQueued: Bool
  /// How long goodbyes are waited for.
  private let patience: Duration
  /// Until when workers of a coordinator before this one may call, to be sent home.
  private let lingersUntil: Duration
  private var isDraining = false
  /// Whether more trials are being worked out: until then, nobody goes home for want of work.
  var awaitsTrials = false
  /// When trainings that still go on are given back, once the sweep is to stop.
  private var recallAt: Duration?
  /// Whether trainings that still go on are to be given back.
  private(set) var isRecalled = false
  private var endsAt: Duration?
  private var hasEnded = false

  /// - Parameters:
  ///   - patience: how long goodbyes are waited for.
  ///   - lingersUntil: until when workers may call that are to be sent home.
  init(
    isFollowed: Bool = false, isQueued: Bool = false, patience: Duration,
    lingersUntil: Duration = .zero
  ) {
    self.isFollowed = isFollowed
    self.isQueued = isQueued
    self.patience = patience
    self.lingersUntil = lingersUntil
  }

  /// Whether a search may ask for more. A longer form begins with what the record has of this one: nothing is
  /// added to that meanwhile.
  var letsSearch: Bool { !awaitsTrials && !isDraining && endsAt == nil }

  /// Whether nothing more will be handed out; final, as workers have been sent home for it.
  ///
  /// - Parameter standing: how the trials stand.
  func isNear(_ standing: RunningPlan.Standing) -> Bool {
    endsAt != nil || isDraining || standing == .halted || (standing == .complete && !awaitsTrials)
  }

  /// Whether workers are to go home, and not to stay for the sweep that follows.
  func sendsHome(_ standing: RunningPlan.Standing) -> Bool {
    isNear(standing) && !isQueued && (!isFollowed || isDraining || standing != .complete)
  }

  /// Lets trainings go on that have begun, and none begin.
  ///
  /// - Parameter grace: after so long they are given back; nil for never.
  mutating func drain(within grace: Duration?, at now: Duration) {
    isDraining = true
    recallAt = grace.map { now + $0 }
  }

  /// Gives goodbyes their whole time again, as nobody was there to hear them.
  mutating func postpone(at now: Duration) {
    if endsAt != nil { endsAt = now + patience }
  }

  /// Goes on towards the end of a sweep that is near it.
  ///
  /// - Parameters:
  ///   - isIdle: whether no worker holds a trial.
  ///   - isDeserted: whether no worker is there.
  ///   - isAsked: whether somebody has just asked for the end.
  /// - Returns: whether workers are to be told, and whether all is over then.
  mutating func proceed(
    _ standing: RunningPlan.Standing, isIdle: Bool, isDeserted: Bool, isAsked: Bool,
    at now: Duration
  ) -> (tells: Bool, ends: Bool) {
    guard !hasEnded else { return (false, false) }
    guard isQueued || sendsHome(standing) else {
      // The coordinator that follows finds the workers there: they call it anew when this one is silent.
      hasEnded = isIdle
      return (false, hasEnded)
    }
    let isTime = recallAt.map { now >= $0 } ?? false
    if isTime {
      recallAt = nil
      isRecalled = true
    }
    // Trainings are waited for until they are recalled; a worker that dies is noticed by its lease.
    // Without any training left, only goodbyes are waited for.
    let isBusy = !isRecalled && !isIdle
    let isNews = isAsked || isTime || endsAt == nil
    let end = isBusy || isTime ? now + patience : endsAt ?? now + patience
    endsAt = end
    hasEnded = (isDeserted || now >= end) && now >= lingersUntil
    return (isNews, hasEnded)
  }
}
