import CBOR
import Documents
import Sweeps
import Testing
import Trials

struct DocumentItemTests {
  @Test func `a number without a fraction is an integer where bytes count`() {
    #expect(Document(.number(1)).item == Document(.integer(1)).item)
    #expect(Document(.number(-0.0)).item == Document(.integer(0)).item)
    #expect(Document(.number(0.5)).item == .double(0.5))
    #expect(Document(.number(1e300)).item == .double(1e300))
    #expect(Document(.number(.infinity)).item == .double(.infinity))
  }

  @Test func `travels whole`() {
    let document = map([
      "flag": .boolean(false), "list": .list([Document(.null), Document(.text("a"))]),
      "map": .map([.init(key: "rate", value: Document(.number(0.1)))]), "units": .integer(.min),
    ])
    #expect(Document(document.item) == document)
  }

  @Test func `items that no document has are refused`() {
    #expect(Document(Item.bytes([1])) == nil)
    #expect(Document(Item.array([.null, .bytes([])])) == nil)
    #expect(Document(Item.map([.init(key: .integer(1), value: .null)])) == nil)
    #expect(Document(Item.map([.init(key: .text("a"), value: .bytes([]))])) == nil)
  }
}
