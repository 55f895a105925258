import Processes

/// Standard input.
enum Input {
  /// All of it, as text.
  static func text() throws -> String {
    let descriptor = try Descriptor(duplicating: 0)
    var bytes: [UInt8] = []
    while case .bytes(let more) = try descriptor.read() { bytes += more }
    return String(decoding: bytes, as: UTF8.self)
  }
}
