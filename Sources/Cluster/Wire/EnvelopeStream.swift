/// Envelopes out of a stream of bytes, such as the pipe between a worker and one of its runners.
///
/// The header tells how long the body is, so header and body simply follow each other.
package struct EnvelopeStream: Sendable {
  private var bytes: [UInt8] = []
  private var start = 0

  package init() {}

  /// Takes in what was read, cut anywhere.
  package mutating func append(_ more: [UInt8]) {
    if start > 0 {
      bytes.removeFirst(start)
      start = 0
    }
    bytes += more
  }

  /// The next whole envelope; nil until more bytes come.
  package mutating func next() throws(WireError) -> Envelope? {
    guard let length = Envelope.bodyLength(of: bytes[start...]) else { return nil }
    guard length <= WireLimit.body else { throw .damaged }
    let body = start + WireLimit.header
    guard bytes.count - body >= length else { return nil }
    defer { start = body + length }
    return try Envelope(
      frames: [Array(bytes[start..<body]), Array(bytes[body..<body + length])])
  }
}
