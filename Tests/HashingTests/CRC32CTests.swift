import Hashing
import Testing

struct CRC32CTests {
  /// The check value of the catalogue of parametrised CRC algorithms, and RFC 3720's zeros.
  @Test func `the checksum is CRC-32C`() {
    #expect(crc32c([Array("123456789".utf8)]) == 0xe306_9283)
    #expect(crc32c([Array("1234".utf8), [], Array("56789".utf8)]) == 0xe306_9283)
    #expect(crc32c([[UInt8](repeating: 0, count: 32)]) == 0x8a91_36aa)
  }
}
