package import CBOR
import Hashing
package import Trials

/// A message with what is needed to trust it: which coordinator life, which session, which place.
///
/// On the wire a header of fixed size, all numbers big-endian, and a CBOR body. Envelopes of one
/// session follow each other in one frame.
///
/// | bytes | header |
/// |---|---|
/// | 4 | `SWEP` |
/// | 1 | protocol version: the place and meaning of these five bytes never change |
/// | 1 | message type |
/// | 2 | zero |
/// | 8 | term: grows with every start of the coordinator |
/// | 8 | session: drawn by the worker for every socket |
/// | 8 | sequence: grows with every message of a session and direction |
/// | 4 | length of the body |
/// | 4 | CRC-32C of the 36 bytes above and the body |
package struct Envelope: Hashable, Sendable {
  /// The term of the coordinator; 0 from a worker that has not heard of one yet.
  package let term: Int
  /// The session of the worker that sends or receives it.
  package let session: Session
  /// The number of the message in its session and direction, counted from 1; 0 outside of sessions: to a
  /// worker that is turned away, and in a runner's pipe.
  package let sequence: Int
  /// The content, which the type in the header and the body stand for.
  package let message: Message

  /// - Parameters:
  ///   - term: grows with every start of the coordinator.
  ///   - sequence: grows with every message of a session and direction.
  package init(term: Int, session: Session, sequence: Int, message: Message) {
    self.term = term
    self.session = session
    self.sequence = sequence
    self.message = message
  }
}

/// The reason why bytes are no message.
package enum WireError: Error, Hashable, Sendable, CustomStringConvertible {
  case notOurs
  case otherVersion(Int)
  case damaged
  case body(CBORError)
  case unknownType(UInt8)
  case misshapen(type: UInt8)
  /// Nobody of this kind says such a thing.
  case notForSpeaker(type: UInt8)
  /// The message is longer than anything of its type.
  case tooLong(type: UInt8)
  /// More travels together than may.
  case tooManyTogether

  /// A sentence without its capital and stop: "the bytes were damaged on the way".
  package var description: String {
    switch self {
    case .notOurs: "the bytes are not sweep's"
    case .otherVersion(let version): Envelope.complaint(ofVersion: version)
    case .damaged: "the bytes were damaged on the way"
    case .body(let error): "the body cannot be read: \(error)"
    case .unknownType(let type): "no message has type \(type)"
    case .misshapen(let type): "the body does not fit a message of type \(type)"
    case .notForSpeaker(let type): "a message of type \(type) is not for its sender to say"
    case .tooLong(let type): "the body is longer than a message of type \(type) may be"
    case .tooManyTogether: "more messages travel together than may"
    }
  }
}

extension Envelope {
  /// The version of the protocol, in the fifth byte of each message; others are refused.
  package static let version = 2
  static let magic = Array("SWEP".utf8)
  /// The same as a number.
  private static let firstWord: UInt32 = 0x5357_4550

  /// The sentence on a peer that speaks another version of the protocol.
  package static func complaint(ofVersion version: Int) -> String {
    "the other side speaks version \(version) of the protocol and this one \(Envelope.version); run the"
      + " same version of sweep on both"
  }

  /// The bytes that say this.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    encode(into: &bytes)
    return bytes
  }

  /// Appends the bytes that say this.
  package func encode(into bytes: inout [UInt8]) {
    let start = bytes.count
    bytes.append(bigEndian: Envelope.firstWord)
    bytes.append(bigEndian: UInt32(Envelope.version) << 24 | UInt32(message.type) << 16)
    bytes.append(bigEndian: UInt64(term))
    bytes.append(bigEndian: session.number)
    bytes.append(bigEndian: UInt64(sequence))
    bytes.append(bigEndian: UInt64(0))
    let body = start + WireLimit.header
    message.encodeBody(into: &bytes)
    bytes.write(bigEndian: UInt32(bytes.count - body), at: start + 32)
    bytes.write(
      bigEndian: Envelope.checksum(bytes, header: start, bodyEnd: bytes.count), at: start + 36)
  }

  private static func checksum(_ bytes: [UInt8], header: Int, bodyEnd: Int) -> UInt32 {
    let body = header + WireLimit.header
    let head = crc32c(of: bytes, in: header..<header + 36)
    return crc32c(of: bytes, in: body..<bodyEnd, after: head)
  }

  /// Reads the envelopes that follow each other in a frame; refuses all that was not said exactly so.
  ///
  /// - Parameter speaker: the side that says them. An envelope that it may not say, or that is too long,
  ///   is refused before any body is read.
  package static func all(in frame: [UInt8], from speaker: Speaker) throws(WireError) -> [Envelope]
  {
    try examine(frame, from: speaker)
    var envelopes: [Envelope] = []
    var start = 0
    repeat {
      let (envelope, end) = try read(frame, from: start, by: speaker)
      envelopes.append(envelope)
      start = end
    } while start < frame.count
    return envelopes
  }

  /// Goes through the headers of a frame, whatever its bodies are.
  private static func examine(_ frame: [UInt8], from speaker: Speaker) throws(WireError) {
    var start = 0
    var count = 0
    var questions = 0
    while start < frame.count, frame.count - start >= WireLimit.header {
      let type = frame[start + 5]
      let length = frame.bigEndian(at: start + 32, count: 4)
      guard let limit = speaker.limit(ofType: type) else { throw .notForSpeaker(type: type) }
      guard length <= limit.bytes else { throw .tooLong(type: type) }
      count += 1
      if isQuestion(type) { questions += 1 }
      start += WireLimit.header + Int(length)
    }
    // A peer that asks waits for the answer, which may be a thousand times as long as the question.
    guard count <= WireLimit.envelopes, questions <= 1 else { throw .tooManyTogether }
  }

  /// ASK and REQUEST.
  private static func isQuestion(_ type: UInt8) -> Bool { type == 7 || type == 9 }

  /// Reads the one envelope that the bytes are.
  package init(bytes: [UInt8]) throws(WireError) {
    let (envelope, end) = try Envelope.read(bytes, from: 0)
    guard end == bytes.count else { throw .damaged }
    self = envelope
  }

  /// Reads the envelope that begins at a place, and tells where it ends.
  ///
  /// - Parameter speaker: the side that says it; nil where all may be said.
  static func read(
    _ bytes: [UInt8], from start: Int, by speaker: Speaker? = nil
  ) throws(WireError) -> (Envelope, end: Int) {
    guard bytes.count - start >= 5, bytes.bigEndian(at: start, count: 4) == firstWord else {
      throw .notOurs
    }
    guard bytes[start + 4] == Envelope.version else {
      throw .otherVersion(Int(bytes[start + 4]))
    }
    guard bytes.count - start >= WireLimit.header else { throw .damaged }
    let body = start + WireLimit.header
    let length = bytes.bigEndian(at: start + 32, count: 4)
    guard length <= WireLimit.body, length <= bytes.count - body else { throw .damaged }
    let limit = speaker.map { $0.limit(ofType: bytes[start + 5]) } ?? .widest
    guard let limit else { throw .notForSpeaker(type: bytes[start + 5]) }
    let end = body + Int(length)
    guard bytes.bigEndian(at: start + 6, count: 2) == 0,
      bytes.bigEndian(at: start + 36, count: 4)
        == UInt64(checksum(bytes, header: start, bodyEnd: end)),
      let term = Int(exactly: bytes.bigEndian(at: start + 8, count: 8)),
      let sequence = Int(exactly: bytes.bigEndian(at: start + 24, count: 8))
    else { throw .damaged }
    let envelope = Envelope(
      term: term, session: Session(number: bytes.bigEndian(at: start + 16, count: 8)),
      sequence: sequence,
      message: try Message(type: bytes[start + 5], body: body..<end, of: bytes, limit))
    return (envelope, end)
  }

  /// How long the body is that follows the header at a place; nil while the header is not whole.
  static func bodyLength(of bytes: [UInt8], from start: Int) -> Int? {
    guard bytes.count - start >= WireLimit.header else { return nil }
    return Int(bytes.bigEndian(at: start + 32, count: 4))
  }
}

extension [UInt8] {
  mutating func append(bigEndian word: some FixedWidthInteger) {
    for shift in stride(from: word.bitWidth - 8, through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: word >> shift))
    }
  }

  fileprivate mutating func write(bigEndian word: UInt32, at offset: Int) {
    for index in 0..<4 {
      self[offset + index] = UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * index))
    }
  }

  func bigEndian(at offset: Int, count: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in offset..<offset + count { word = word << 8 | UInt64(self[index]) }
    return word
  }
}
