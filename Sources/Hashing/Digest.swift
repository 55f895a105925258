import CSodium

/// The 32 bytes that stand for a content: BLAKE2b with 256 bits of output (RFC 7693).
///
/// `b2sum -l 256` prints the same for a file. BLAKE2b rather than SHA-256, because data sets are
/// hashed whole at every start and it is three times as fast without special instructions.
package struct Digest: Hashable, Sendable {
  /// The bytes in groups of eight, the first of each the most significant. Inline, and not an array:
  /// digests are looked up, compared and copied by the million.
  private let word0, word1, word2, word3: UInt64

  /// The bytes, 32 of them.
  package var bytes: [UInt8] {
    withBytes(Array.init)
  }

  /// Appends the bytes, all 32.
  package func append(to bytes: inout [UInt8]) { withBytes { bytes.append(contentsOf: $0) } }

  /// Lends the bytes, all 32.
  package func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withUnsafeBytes(
      of: (word0.bigEndian, word1.bigEndian, word2.bigEndian, word3.bigEndian), body)
  }

  /// The digest that lies among other bytes; nil when the range has not 32.
  package init?(_ bytes: [UInt8], in range: Range<Int>) {
    let digest = bytes.withUnsafeBytes { Digest(UnsafeRawBufferPointer(rebasing: $0[range])) }
    guard let digest else { return nil }
    self = digest
  }

  /// A digest that was computed earlier; nil when there are not 32 bytes.
  package init?(bytes: [UInt8]) {
    guard let digest = bytes.withUnsafeBytes({ Digest($0) }) else { return nil }
    self = digest
  }

  /// A digest that lies somewhere in memory; nil when there are not 32 bytes.
  package init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count == Digest.size else { return nil }
    func word(_ index: Int) -> UInt64 {
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
    }
    (word0, word1, word2, word3) = (word(0), word(1), word(2), word(3))
  }

  /// Has libsodium pick the fastest code for this processor, once.
  private static let start: Void = precondition(
    sodium_init() >= 0, "libsodium could not start")

  /// The digest that a call writes to memory, without memory of its own for each.
  private static func withBytes(_ write: (UnsafeMutablePointer<UInt8>) -> Int32) -> Digest {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: size) { buffer in
      guard let start = buffer.baseAddress, write(start) == 0,
        let digest = Digest(UnsafeRawBufferPointer(buffer))
      else { preconditionFailure("libsodium cannot hash") }
      return digest
    }
  }

  /// A digest that was written as 64 hexadecimal digits; nil for any other text.
  package init?(hexadecimal text: some StringProtocol) {
    let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    guard digits.count == text.utf8.count, digits.count == 2 * Digest.size else { return nil }
    self.init(
      bytes: stride(from: 0, to: digits.count, by: 2).map {
        UInt8(digits[$0] << 4 | digits[$0 + 1])
      })
  }

  /// The digest of the bytes.
  package init(of content: [UInt8]) {
    Digest.start
    self = Digest.withBytes { digest in
      crypto_generichash(digest, Digest.size, content, UInt64(content.count), nil, 0)
    }
  }

  /// The first eight bytes as a number, the first of them the most significant.
  package var prefix: UInt64 { word0 }

  static let size = 32
}

extension Digest {
  /// Every bit of a digest is as good as random: one word tells enough of them apart.
  package func hash(into hasher: inout Swift.Hasher) { hasher.combine(word0) }
}

extension Digest: Comparable {
  /// Whether the bytes of `a` come first, the first byte counting most.
  package static func < (a: Digest, b: Digest) -> Bool {
    (a.word0, a.word1, a.word2, a.word3) < (b.word0, b.word1, b.word2, b.word3)
  }
}

extension Digest: CustomStringConvertible {
  /// 64 hexadecimal digits.
  package var description: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

extension Digest {
  /// Takes a long content piece by piece.
  package struct Hasher: ~Copyable {
    private let memory: UnsafeMutableRawPointer
    private let state: OpaquePointer

    /// Makes a hasher that has taken nothing yet; `finish` then gives the digest of no bytes.
    package init() {
      Digest.start
      memory = .allocate(byteCount: crypto_generichash_statebytes(), alignment: 64)
      state = OpaquePointer(memory)
      crypto_generichash_init(state, nil, 0, Digest.size)
    }

    deinit { memory.deallocate() }

    /// Takes the next bytes, which are not kept; where a content is cut does not matter.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
      crypto_generichash_update(
        state, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt64(bytes.count))
    }

    /// Takes the next bytes of the content.
    package mutating func update(_ bytes: [UInt8]) {
      bytes.withUnsafeBytes { update($0) }
    }

    /// Gives the digest of all bytes taken, the same as `Digest(of:)`, and ends the hasher.
    package consuming func finish() -> Digest {
      Digest.withBytes { digest in crypto_generichash_final(state, digest, Digest.size) }
    }
  }
}
