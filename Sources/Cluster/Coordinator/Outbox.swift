package import Trials

/// The entries that a coordinator wants recorded, in one commit, and the messages that are sent after it.
package struct Outbox: Hashable, Sendable {
  /// The entries that must be on the disk before any of the messages is sent.
  package fileprivate(set) var entries: [JournalEntry] = []
  /// The decisions of the search from these entries and earlier ones: recorded after them.
  package fileprivate(set) var decisions: [Decision] = []
  /// The messages in the order in which they are to be sent; the envelope's session says to whom.
  package fileprivate(set) var messages: [Envelope] = []
  /// What keys were refused, for people; it waits for no record.
  package fileprivate(set) var refusals: [QuotaRefusal] = []
  /// Whether nothing is left to decide.
  package fileprivate(set) var hasEnded = false

  /// Makes one with nothing to record and nothing to send.
  package init() {}

  /// Whether there is nothing to record, to send or to end.
  package var isEmpty: Bool {
    entries.isEmpty && decisions.isEmpty && messages.isEmpty && !hasEnded
  }
}

extension Outbox {
  mutating func record(_ entry: JournalEntry) { entries.append(entry) }

  mutating func record(_ more: [Decision]) { decisions += more }

  mutating func send(_ envelope: Envelope) { messages.append(envelope) }

  mutating func tell(_ refusal: QuotaRefusal) { refusals.append(refusal) }

  mutating func end() { hasEnded = true }

  /// Adds a later outbox.
  package mutating func append(_ other: Outbox) {
    entries += other.entries
    decisions += other.decisions
    messages += other.messages
    refusals += other.refusals
    hasEnded = hasEnded || other.hasEnded
  }
}
