/// Limits of what is read from a peer.
package enum WireLimit {
  /// Bytes of a body. Large enough for a result with a trained network of almost four million
  /// numbers.
  package static let body = 16 << 20
  /// Bytes of a message's frame, which holds one or more envelopes; a socket can refuse longer frames
  /// before reading them.
  package static let frame = body + header
  /// Small envelopes travel together up to so many bytes.
  package static let together = 64 << 10
  /// Envelopes that travel together: more than fit into those bytes.
  static let envelopes = 2048
  /// Slots of one worker. Three times as many leases fit easily into one body, and sums cannot
  /// overflow.
  package static let slots = 1024
  /// Workers of one coordinator.
  package static let workers = 4096
  /// Workers of one key, where keys are asked for: it leaves room for others.
  package static let workersOfKey = 1024
  /// Slots of all workers of one key, unless the list of keys says less: 1024 workers of 64 slots.
  package static let slotsOfKey = 1 << 16
  /// Bytes of one piece of a file: several a second on a slow line, and no long wait for others.
  package static let piece = 256 << 10
  /// Bytes of a checkpoint: a larger one stays where it is made.
  package static let checkpoint = 1 << 30
  /// Epochs of one report.
  static let measurements = 256
  /// Bytes of a host's name, a tag, and the like.
  static let name = 1024
  /// Names of one kind that a worker tells of itself.
  static let names = 256
  /// Bytes of an envelope's header, which stands before its body.
  package static let header = 40
  /// Arrays and maps inside each other: a network's description is the deepest thing that travels.
  static let depth = 24
}

/// The sender of a message: it decides what may be said, and how much.
package enum Speaker: Hashable, Sendable {
  case worker
  /// Looks on and fetches, and no more.
  case reader
  /// Asks the coordinator for whatever its owner may.
  case `operator`
  case coordinator
}

/// The limits of a body that is to be read.
struct BodyLimit: Hashable, Sendable {
  let bytes: Int
  /// Arrays and maps inside each other.
  let depth: Int
  /// Items in all.
  let items: Int

  /// The limit for senders that are trusted with all: a coordinator to its workers, an agent to its runners.
  static let widest = BodyLimit(bytes: WireLimit.body, depth: WireLimit.depth, items: .max)
}

extension Speaker {
  /// The limit of a message type's body; nil where this sender does not send the type.
  ///
  /// | type | from | bytes | items |
  /// |---|---|---|---|
  /// | HELLO, BEAT | worker | 256 KiB: 3 leases for each of 1024 slots | 16,384 |
  /// | REPORT | worker | 1 MiB | 262,144 |
  /// | RESULT | worker | `WireLimit.body`, the outcome unread | 16 |
  /// | BYE | worker | 1 KiB | 16 |
  /// | ASK | worker, reader, operator | 1 KiB | 16 |
  /// | REQUEST | worker, reader | 1 KiB | 16 |
  /// | REQUEST | operator | 1 MiB: a spec is text that people write | 16 |
  /// | CHECKPOINT | worker | `WireLimit.piece` and 1 KiB | 16 |
  /// | OUTPUT | worker | 64 KiB | 16 |
  /// | others | coordinator | `WireLimit.body` | - |
  func limit(ofType type: UInt8) -> BodyLimit? {
    switch (type, self) {
    case (5, .worker), (7, .worker), (9, .worker), (7, .reader), (9, .reader), (7, .operator):
      BodyLimit(bytes: 1 << 10, depth: 2, items: 16)
    case (9, .operator): BodyLimit(bytes: WireLimit.request, depth: 2, items: 16)
    case (1, .worker), (2, .worker): BodyLimit(bytes: 256 << 10, depth: 3, items: 1 << 14)
    case (8, .worker): BodyLimit(bytes: WireLimit.piece + 1 << 10, depth: 3, items: 16)
    case (10, .worker): BodyLimit(bytes: WireLimit.together, depth: 2, items: 16)
    case (3, .worker): BodyLimit(bytes: WireLimit.report, depth: 4, items: 1 << 18)
    case (4, .worker): BodyLimit(bytes: WireLimit.body, depth: 2, items: 16)
    case (64..., .coordinator): .widest
    default: nil
    }
  }

  /// Bytes of a frame.
  package var frameLimit: Int {
    switch self {
    case .worker, .coordinator: WireLimit.frame
    case .reader: WireLimit.header + 1 << 10
    case .operator: WireLimit.header + WireLimit.request
    }
  }
}

extension WireLimit {
  /// Bytes of an operator's request.
  static let request = 1 << 20
  /// Bytes of a report.
  static let report = 1 << 20
}
