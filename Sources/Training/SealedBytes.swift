import Hashing

/// Bytes that say what they are, and show it when they are not what they were.
///
/// A name, a version, the content, and a hash of all before it: what was cut short, changed on the way or
/// written by another version is none of them.
package enum SealedBytes {
  /// - Parameter name: the name of their kind, in ASCII.
  package static func seal(_ content: [UInt8], as name: String, version: UInt8) -> [UInt8] {
    let bytes = Array(name.utf8) + [version] + content
    return bytes + Digest(of: bytes).bytes
  }

  /// The content; nil where the bytes are not as they were sealed, or something else.
  package static func open(_ bytes: [UInt8], as name: String, version: UInt8) -> [UInt8]? {
    let head = Array(name.utf8) + [version]
    let end = bytes.count - 32
    guard end >= head.count, Array(bytes.prefix(head.count)) == head,
      Digest(of: Array(bytes[..<end])).bytes == Array(bytes[end...])
    else { return nil }
    return Array(bytes[head.count..<end])
  }
}
