/// A conversation between a worker and a coordinator: every socket that a worker opens begins a new
/// one.
///
/// A worker draws its first number at random and counts on from there, so a conversation can be
/// told from the one that it replaced, and hardly ever belongs to two workers.
package struct Session: Hashable, Sendable {
  /// The number in all 64 bits: drawn at random for a worker's first session, one more for each after it.
  package let number: UInt64

  /// - Parameter number: drawn at random, or read from an envelope.
  package init(number: UInt64) { self.number = number }

  /// The one that the same worker begins after this.
  package var next: Session { Session(number: number &+ 1) }

  /// Whether the same worker began this one after `other`.
  package func replaces(_ other: Session) -> Bool {
    (1...0xffff).contains(number &- other.number)
  }
}
