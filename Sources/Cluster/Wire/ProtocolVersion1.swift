import CBOR
import Hashing
import Trials

/// Messages to peers that speak version 1 of the protocol, in frames that they understand.
///
/// Version 1 laid the header and the body of a message into a frame each, and overlooked what it did
/// not understand. So that nobody waits in vain, a coordinator answers such peers, and a worker that
/// nobody answers asks whether the coordinator is one.
package enum ProtocolVersion1 {
  /// Bodies of messages as version 1 laid them out.
  private enum Kind: UInt8 {
    case hello = 1
    case look = 6
    case ask = 7
    case reject = 66
    case sight = 70
    case tell = 71
  }

  /// The session of workers of this version that ask.
  private static let asking = Session(number: .max)

  /// The version that frames are of, where it is another than this program's.
  package static func otherVersion(of frames: some Collection<[UInt8]>) -> Int? {
    guard let header = frames.first, header.count > 4,
      header.prefix(4).elementsEqual(Envelope.magic), header[4] != Envelope.version
    else { return nil }
    return Int(header[4])
  }

  /// Asks a coordinator of version 1 for a sign of life; one of this version overlooks it.
  package static var question: [[UInt8]] {
    frames(.look, .array([]), in: asking, term: [UInt8](repeating: 0, count: 8))
  }

  /// Whether it is such a question, and no peer of version 1.
  package static func isQuestion(_ frames: some Collection<[UInt8]>) -> Bool {
    guard let header = frames.first, header.count == WireLimit.header else { return false }
    return header.bigEndian(at: 16, count: 8) == asking.number
  }

  /// The answer that sends a peer of version 1 home, or has it say that versions differ; nil where it
  /// expects none. The term is the highest that it knows, as it overlooks lower ones.
  package static func answer(to frames: some Collection<[UInt8]>) -> [[UInt8]]? {
    guard frames.count == 2, let header = frames.first, header.count == WireLimit.header,
      header[4] == 1
    else { return nil }
    let session = Session(number: header.bigEndian(at: 16, count: 8))
    let term = Array(header[8..<16])
    switch Kind(rawValue: header[5]) {
    case .hello:
      return Self.frames(
        .reject, .array([.text(Rejection.otherSemantics.rawValue)]), in: session, term: term)
    case .look:
      return Self.frames(
        .sight, .array([.text(Envelope.complaint(ofVersion: 1)), .boolean(true)]), in: session,
        term: term)
    case .ask:
      // A worker asks for its data before it says hello.
      return Self.frames(
        .tell, FileAnswer.refusal(Envelope.complaint(ofVersion: 1)).item, in: session, term: term)
    case .reject, .sight, .tell, nil: return nil
    }
  }

  private static func frames(
    _ kind: Kind, _ item: Item, in session: Session, term: [UInt8]
  ) -> [[UInt8]] {
    let body = item.encoded()
    var header = Envelope.magic + [1, kind.rawValue, 0, 0]
    header += term
    header.append(bigEndian: session.number)
    header.append(bigEndian: UInt64(0))
    header.append(bigEndian: UInt32(body.count))
    header.append(bigEndian: crc32c([header, body]))
    return [header, body]
  }
}
