package import CBOR
import Hashing

/// A conversation: every socket that a worker opens begins a new one.
///
/// A worker draws its first number at random and counts on from there, so a conversation can be
/// told from the one that it replaced, and hardly ever belongs to two workers.
package struct Session: Hashable, Sendable {
  package let number: UInt64

  package init(number: UInt64) { self.number = number }

  /// The one that the same worker begins after this.
  var next: Session { Session(number: number &+ 1) }

  /// Whether the same worker began this one after `other`.
  func replaces(_ other: Session) -> Bool { (1...0xffff).contains(number &- other.number) }
}

/// A message with what is needed to trust it: which coordinator life, which session, which place.
///
/// On the wire two frames: a header of fixed size, all numbers big-endian, and a CBOR body.
///
/// | bytes | header |
/// |---|---|
/// | 4 | `SWEP` |
/// | 1 | protocol version |
/// | 1 | message type |
/// | 2 | zero |
/// | 8 | epoch: grows with every start of the coordinator |
/// | 8 | session: drawn by the worker for every socket |
/// | 8 | sequence: grows with every message of a session and direction |
/// | 4 | length of the body |
/// | 4 | CRC-32C of the 36 bytes above and the body |
package struct Envelope: Hashable, Sendable {
  package let epoch: Int
  package let session: Session
  package let sequence: Int
  package let message: Message

  package init(epoch: Int, session: Session, sequence: Int, message: Message) {
    self.epoch = epoch
    self.session = session
    self.sequence = sequence
    self.message = message
  }
}

/// Why frames are no message.
package enum WireError: Error, Hashable, Sendable, CustomStringConvertible {
  case frameCount(Int)
  case notOurs
  case otherVersion(Int)
  case damaged
  case body(CBORError)
  case unknownType(UInt8)
  case misshapen(type: UInt8)

  package var description: String {
    switch self {
    case .frameCount(let count): "a message has 2 frames, and \(count) came"
    case .notOurs: "the frames are not sweep's"
    case .otherVersion(let version):
      "the peer speaks version \(version) of the protocol and this is \(Envelope.version);"
        + " run the same sweep on both sides"
    case .damaged: "the frames were damaged on the way"
    case .body(let error): "the body cannot be read: \(error)"
    case .unknownType(let type): "no message has type \(type)"
    case .misshapen(let type): "the body does not fit a message of type \(type)"
    }
  }
}

extension Envelope {
  static let version = 1
  private static let magic = Array("SWEP".utf8)

  /// The two frames that say this.
  package var frames: [[UInt8]] {
    let body = message.item.encoded()
    var header = Envelope.magic
    header += [UInt8(Envelope.version), message.type, 0, 0]
    header.append(bigEndian: UInt64(epoch))
    header.append(bigEndian: session.number)
    header.append(bigEndian: UInt64(sequence))
    header.append(bigEndian: UInt32(body.count))
    header.append(bigEndian: crc32c([header, body]))
    return [header, body]
  }

  /// Reads what a peer sent; refuses all that was not said exactly so.
  package init(frames: [[UInt8]]) throws(WireError) {
    guard frames.count == 2 else { throw .frameCount(frames.count) }
    let header = frames[0]
    let body = frames[1]
    guard header.count == WireLimit.header, Array(header.prefix(4)) == Envelope.magic else {
      throw .notOurs
    }
    guard header[4] == Envelope.version else { throw .otherVersion(Int(header[4])) }
    guard body.count <= WireLimit.body, header.bigEndian(at: 32, count: 4) == UInt64(body.count),
      header.bigEndian(at: 6, count: 2) == 0,
      header.bigEndian(at: 36, count: 4) == UInt64(crc32c([Array(header.prefix(36)), body])),
      let epoch = Int(exactly: header.bigEndian(at: 8, count: 8)),
      let sequence = Int(exactly: header.bigEndian(at: 24, count: 8))
    else { throw .damaged }
    let item: Item
    do {
      item = try Item(decoding: body, maximumDepth: WireLimit.depth)
    } catch {
      throw .body(error)
    }
    self.init(
      epoch: epoch, session: Session(number: header.bigEndian(at: 16, count: 8)),
      sequence: sequence,
      message: try Message(type: header[5], item: item))
  }
}

extension Envelope {
  /// How long the body is that follows a header; nil while the header is not whole.
  static func bodyLength(of bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.count >= WireLimit.header else { return nil }
    return Int(Array(bytes.prefix(WireLimit.header)).bigEndian(at: 32, count: 4))
  }
}

extension [UInt8] {
  fileprivate mutating func append(bigEndian word: some FixedWidthInteger) {
    for shift in stride(from: word.bitWidth - 8, through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: word >> shift))
    }
  }

  fileprivate func bigEndian(at offset: Int, count: Int) -> UInt64 {
    self[offset..<offset + count].reduce(0) { $0 << 8 | UInt64($1) }
  }
}
