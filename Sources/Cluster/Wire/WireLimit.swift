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
  /// Slots of one worker. Twice as many leases fit easily into one body, and sums cannot overflow.
  package static let slots = 1024
  /// Workers of one coordinator.
  package static let workers = 4096
  /// Bytes of one piece of a file: several a second on a slow line, and no long wait for others.
  package static let piece = 256 << 10
  /// Epochs of one report.
  static let measurements = 256
  package static let header = 40
  /// Arrays and maps inside each other: a network's description is the deepest thing that travels.
  static let depth = 24
}
