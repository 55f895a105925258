/// A question to the ZAP handler (ZeroMQ's RFC 27): may this peer come in?
///
/// The handler is a REP socket, or a ROUTER with one frame more, bound to `ZAPRequest.endpoint`
/// before the sockets it guards are.
package struct ZAPRequest: Hashable, Sendable {
  /// The endpoint at which libzmq asks.
  package static let endpoint = "inproc://zeromq.zap.01"

  /// The domain that the guarded socket was given with `Option.requireZAP(domain:)`.
  package let domain: String

  /// The address the peer's connection comes from.
  package let address: String

  /// The key the peer has proved to own; nil when it does not speak CURVE.
  package let publicKey: CurveKey?

  private let requestID: [UInt8]

  /// Reads the frames that came in; nil when they are no request of version 1.0.
  package init?(_ message: Message) {
    let frames = message.frames
    guard frames.count >= 6, frames[0] == Array("1.0".utf8) else { return nil }
    requestID = frames[1]
    domain = String(decoding: frames[2], as: UTF8.self)
    address = String(decoding: frames[3], as: UTF8.self)
    let isCurve = frames[5] == Array("CURVE".utf8) && frames.count == 7
    publicKey = isCurve ? CurveKey(bytes: frames[6]) : nil
  }

  /// The answer that lets the peer in; its messages then carry `userID`.
  package func allow(as userID: String) -> [[UInt8]] {
    answer("200", "OK", userID)
  }

  /// The answer that turns the peer away.
  package func refuse() -> [[UInt8]] {
    answer("400", "not on the list", "")
  }

  private func answer(_ status: String, _ text: String, _ userID: String) -> [[UInt8]] {
    [Array("1.0".utf8), requestID] + [status, text, userID, ""].map { Array($0.utf8) }
  }
}
