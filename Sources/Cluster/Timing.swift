/// The times that both sides keep, all as multiples of one beat.
///
/// The factors come from measurement: at 30 % packet loss the longest silence of a living worker
/// was 23 s of 1 s beats.
package struct Timing: Hashable, Sendable {
  /// How often a worker shows that it lives.
  package let beat: Duration

  package init(beat: Duration = .seconds(1)) { self.beat = beat }

  /// Silence after which a worker gets no new work, and a coordinator is called anew.
  package var suspicion: Duration { beat * 5 }
  /// Silence after which a worker's trials are given to others.
  package var lease: Duration { beat * 30 }
  /// How long a restarted coordinator waits for the workers of its former life.
  package var grace: Duration { beat * 60 }
}
