import Hashing
import Testing

struct DigestTests {
  /// From `printf abc | b2sum -l 256`.
  @Test func `agrees with b2sum`() {
    #expect(
      Digest(of: Array("abc".utf8)).description
        == "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319")
    #expect(
      Digest(of: []).description
        == "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8")
  }

  @Test func `pieces give the same digest as the whole`() {
    let content = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
    var hasher = Digest.Hasher()
    hasher.update(Array(content[..<300]))
    hasher.update(Array(content[300...]))
    #expect(hasher.finish() == Digest(of: content))
  }

  @Test func `reads back what it prints and nothing else`() {
    let digest = Digest(of: [1, 2, 3])
    #expect(Digest(hexadecimal: digest.description) == digest)
    #expect(Digest(hexadecimal: String(digest.description.dropLast())) == nil)
    #expect(Digest(hexadecimal: "z" + digest.description.dropFirst()) == nil)
    #expect(Digest(hexadecimal: digest.description + "0") == nil)
    #expect(Digest(hexadecimal: "") == nil)
    #expect(Digest(bytes: [1]) == nil)
  }
}
