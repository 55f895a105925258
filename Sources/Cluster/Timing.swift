/// The times that both sides keep: heartbeats, and the timeouts of lost ones, all as multiples of one beat.
///
/// The factors come from measurement: at 30 % packet loss the longest silence of a living worker
/// was 23 s of 1 s beats.
package struct Timing: Hashable, Sendable {
  /// The time between two heartbeats of a worker.
  package let beat: Duration

  /// Silence after which a worker gets no new work, and a coordinator is called anew.
  package let suspicion: Duration
  /// The timeout of a lost worker: silence after which its trials are given to others.
  package let lease: Duration
  /// How long a restarted coordinator waits for the workers of its former life.
  package let grace: Duration
  /// How long a key may hold a trial without a word while workers of other keys have nothing to do.
  package let silence: Duration

  // Kept, as every message asks for some of them.
  /// Makes the other times multiples of the beat: 5 to suspicion, 30 to the end of a lease, 60 of grace,
  /// 3,600 of silence about a trial.
  package init(beat: Duration = .seconds(1)) {
    self.beat = beat
    suspicion = beat * 5
    lease = beat * 30
    grace = beat * 60
    silence = beat * 3600
  }
}
