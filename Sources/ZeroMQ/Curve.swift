import CZeroMQ

/// One half of a CURVE key pair (Curve25519): 32 bytes.
package struct CurveKey: Hashable, Sendable {
  /// The 32 bytes of the key.
  package let bytes: [UInt8]

  /// A key from elsewhere; nil when there are not 32 bytes.
  package init?(bytes: [UInt8]) {
    guard bytes.count == CurveKey.size else { return nil }
    self.bytes = bytes
  }

  /// A key written as 40 characters of Z85 (ZeroMQ's RFC 32); nil for any other text.
  package init?(z85 text: String) {
    guard text.utf8.count == CurveKey.textSize, !text.utf8.contains(0) else { return nil }
    var bytes = [UInt8](repeating: 0, count: CurveKey.size)
    guard zmq_z85_decode(&bytes, text) != nil else { return nil }
    self.bytes = bytes
  }

  /// A key written as 64 hexadecimal digits; nil for any other text.
  package init?(hexadecimal text: String) {
    let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
    guard digits.count == text.utf8.count, digits.count == 2 * CurveKey.size else { return nil }
    bytes = (0..<CurveKey.size).map { UInt8(16 * digits[2 * $0] + digits[2 * $0 + 1]) }
  }

  /// The key as text that needs no quoting anywhere, in shells neither.
  package var hexadecimal: String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }

  /// The key as text that needs no quoting in a configuration file.
  package var z85: String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: CurveKey.textSize + 1) { text in
      zmq_z85_encode(text.baseAddress, bytes, bytes.count)
      return String(cString: text.baseAddress!)
    }
  }

  fileprivate static let size = 32
  fileprivate static let textSize = 40
}

/// The identity of a socket to its peers: the public key is told, the secret one kept.
package struct CurveKeyPair: Hashable, Sendable {
  /// The key that peers are told; a server's is known to its clients before they call.
  package let publicKey: CurveKey
  /// The key that proves the identity, and is told to nobody.
  package let secretKey: CurveKey

  /// A new pair, from the operating system's randomness.
  package init() {
    let (publicKey, secretKey) = CurveKeyPair.texts { zmq_curve_keypair($0, $1) }
    self.init(publicKey, secretKey)
  }

  /// The pair that a secret key belongs to.
  package init(secretKey: CurveKey) {
    let (publicKey, _) = CurveKeyPair.texts { publicText, _ in
      zmq_curve_public(publicText, secretKey.z85)
    }
    self.init(publicKey, secretKey.z85)
  }

  private init(_ publicKey: String, _ secretKey: String) {
    guard let publicKey = CurveKey(z85: publicKey), let secretKey = CurveKey(z85: secretKey) else {
      preconditionFailure("libzmq is built without CURVE")
    }
    self.publicKey = publicKey
    self.secretKey = secretKey
  }

  /// Lets a C function write two Z85 texts.
  private static func texts(
    _ write: (UnsafeMutablePointer<CChar>, UnsafeMutablePointer<CChar>) -> Int32
  ) -> (String, String) {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 2 * (CurveKey.textSize + 1)) { space in
      space.initialize(repeating: 0)
      let first = space.baseAddress!
      let second = first + CurveKey.textSize + 1
      return write(first, second) == 0
        ? (String(cString: first), String(cString: second)) : ("", "")
    }
  }
}
