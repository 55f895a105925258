import CBOR
import Documents
import Sweeps
import Testing
import Trials

struct DocumentTests {
  @Test(arguments: [
    (Document.Content.null, "null"), (.boolean(true), "true"), (.integer(-3), "-3"),
    (.number(1e-5), "1e-05"), (.number(40), "40"), (.number(0.1), "0.1"),
    (.text("relu"), "relu"), (.list([Document(.integer(1)), Document(.null)]), "[1, null]"),
    (.map([.init(key: "units", value: Document(.integer(3)))]), "{units: 3}"),
  ]) func `a label is what people would write`(content: Document.Content, label: String) {
    #expect(Document(content).label == label)
  }

  @Test func `equality asks what stands there and not where`() {
    let here = Document(.text("relu"), at: Mark(line: 1, column: 1))
    let there = Document(.text("relu"), at: Mark(line: 2, column: 9))
    #expect(here == there)
    #expect(Set([here, there]).count == 1)
    #expect(here != Document(.text("tanh"), at: here.mark))
  }

  @Test func `keys are looked up in maps only`() {
    #expect(map(["units": .integer(3)])["units"] == Document(.integer(3)))
    #expect(map(["units": .integer(3)])["rate"] == nil)
    #expect(Document(.text("units"))["units"] == nil)
  }

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
