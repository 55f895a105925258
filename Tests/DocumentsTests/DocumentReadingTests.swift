import Documents
import Sweeps
import Testing

struct DocumentReadingTests {
  private let mark = Mark(line: 2, column: 4)

  private func complaint(
    about content: Document.Content, _ read: (Document) throws(DocumentError) -> Void
  ) -> String? {
    let document = Document(content, at: mark)
    let error = #expect(throws: DocumentError.self) { try read(document) }
    #expect(error?.mark == mark)
    return error?.message
  }

  @Test func `reads what is there`() throws {
    #expect(try Document(.text("relu")).text("activation") == "relu")
    #expect(try Document(.integer(3)).number("rate") == 3)
    #expect(try Document(.number(0.5)).number("rate", in: 0...1) == 0.5)
    #expect(try Document(.number(3)).integer("units", in: 1...10, mustBe: "whole") == 3)
    #expect(try Document(.boolean(true)).boolean("shuffle"))
    #expect(try Document(.list([])).list("network") == [])
    #expect(
      try Document(.text("min")).choice("goal", among: [("max", 1), ("min", 2)]) == 2)
  }

  @Test func `says what it must be and what it is`() {
    #expect(
      complaint(about: .integer(3)) { document throws(DocumentError) in
        _ = try document.text("activation")
      } == "activation must be a text, not 3")
    #expect(
      complaint(about: .text("1e-5x")) { document throws(DocumentError) in
        _ = try document.number("learning_rate")
      } == "learning_rate must be a number, not the text '1e-5x'")
    #expect(
      complaint(about: .number(1.5)) { document throws(DocumentError) in
        _ = try document.number("rate", in: 0...1, mustBe: "a share from 0 to 1")
      } == "rate must be a share from 0 to 1, not 1.5")
    #expect(
      complaint(about: .number(2.5)) { document throws(DocumentError) in
        _ = try document.integer("units", in: 1...10, mustBe: "a whole number")
      } == "units must be a whole number, not 2.5")
    #expect(
      complaint(about: .null) { document throws(DocumentError) in
        _ = try document.boolean("shuffle")
      } == "shuffle must be true or false, not nothing")
    #expect(
      complaint(about: .map([])) { document throws(DocumentError) in
        _ = try document.list("network")
      } == "network must be a list, not a block of keys")
    #expect(
      complaint(about: .number(.infinity)) { document throws(DocumentError) in
        _ = try document.number("rate")
      } == "rate must be a number, not inf")
    #expect(
      complaint(about: .number(1e300)) { document throws(DocumentError) in
        _ = try document.integer("units", in: 1...10, mustBe: "from 1 to 10")
      } == "units must be from 1 to 10, not 1e+300")
  }

  @Test func `a choice names the words and the nearest`() {
    let words = [("relu", 0), ("sigmoid", 1)]
    #expect(
      complaint(about: .text("sigmiod")) { document throws(DocumentError) in
        _ = try document.choice("activation", among: words)
      } == "activation must be one of relu, sigmoid, not 'sigmiod'; did you mean sigmoid?")
    #expect(
      complaint(about: .integer(1)) { document throws(DocumentError) in
        _ = try document.choice("activation", among: words)
      } == "activation must be one of relu, sigmoid, not 1")
  }

  @Test func `a block names the first key that nobody asked for`() throws {
    let stranger = Document.Entry(
      key: "unit", value: Document(.integer(3)), mark: Mark(line: 7, column: 5))
    var block = try Block(Document(.map([stranger]), at: mark), "dense")
    #expect(block.optional("units") == nil)
    #expect(block.optional("l2") == nil)
    let error = #expect(throws: DocumentError.self) { try block.end() }
    #expect(
      error
        == DocumentError("dense has no key 'unit'; did you mean units?", at: stranger.mark))
  }

  @Test func `a block lists its keys when none is near`() throws {
    var block = try Block(map(["units": .integer(3), "momentum": .integer(1)]), "dense")
    _ = try block.required("units")
    _ = block.optional("l2")
    let error = #expect(throws: DocumentError.self) { try block.end() }
    #expect(error?.message == "dense has no key 'momentum' (it has units, l2)")
    let flatten = try Block(map(["units": .integer(3)]), "flatten")
    let none = #expect(throws: DocumentError.self) { try flatten.end() }
    #expect(none?.message == "flatten has no key 'units' (it has none)")
  }

  @Test func `a block asks for what is missing, and to be one`() throws {
    var block = try Block(Document(.map([]), at: mark), "dense")
    let missing = #expect(throws: DocumentError.self) { try block.required("units") }
    #expect(missing == DocumentError("dense needs the key 'units'", at: mark))
    let list = #expect(throws: DocumentError.self) { try Block(Document(.list([])), "dense") }
    #expect(list?.message == "dense must be a block of keys, not a list")
  }

  @Test(arguments: [
    ("unit", "units"), ("Units", "units"), ("untis", "units"), ("l", "l2"),
    ("batchsize", "batch_size"), ("momentum", nil), ("", nil),
  ]) func `suggests only what is near`(word: String, meant: String?) {
    let words = ["units", "l2", "batch_size"]
    #expect(closest(to: word, among: words) == meant)
    #expect(suggestion(for: word, among: words) == (meant.map { "; did you mean \($0)?" } ?? ""))
  }
}
