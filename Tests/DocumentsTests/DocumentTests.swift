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
}
