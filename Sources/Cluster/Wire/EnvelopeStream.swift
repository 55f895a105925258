/// Envelopes out of a stream of bytes, such as the pipe between a worker and one of its runners.
///
/// The header tells how long the body is, so envelopes simply follow each other.
package struct EnvelopeStream: Sendable {
  private var bytes: [UInt8] = []
  private var start = 0

  /// Makes a stream that has read nothing yet.
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
    guard let length = Envelope.bodyLength(of: bytes, from: start) else { return nil }
    guard length <= WireLimit.body else { throw .damaged }
    guard bytes.count - start - WireLimit.header >= length else { return nil }
    let (envelope, end) = try Envelope.read(bytes, from: start)
    start = end
    return envelope
  }
}
