import Documents
import Testing

struct JSONTests {
  @Test func `escapes what JSON asks to escape`() {
    #expect(
      JSON.text("a\"b\\c\n\r\t\u{1}\u{1f}\u{7f}ü学/").line
        == "\"a\\\"b\\\\c\\n\\r\\t\\u0001\\u001f\\u007fü学/\"")
  }

  @Test func `escapes what a terminal would obey`() {
    #expect(JSON.text("\u{1b}[2J\u{9b}2J\u{202e}").line == "\"\\u001b[2J\\u009b2J\\u202e\"")
  }

  @Test func `numbers are whole, and null where JSON has none`() {
    let numbers: [JSON] = [.number(0.1), .number(1e-7), .number(5), .number(.nan), .integer(-3)]
    #expect(JSON.list(numbers).line == "[0.1,1e-07,5.0,null,-3]")
  }

  @Test func `breaks only what holds further lists or objects`() {
    let value = JSON.object([
      "name": .text("a"), "empty": .list([]), "rows": .list([.object(["x": .integer(1)]), .null]),
    ])
    #expect(value.line == #"{"name":"a","empty":[],"rows":[{"x":1},null]}"#)
    #expect(
      value.text == """
        {
          "name": "a",
          "empty": [],
          "rows": [
            {"x": 1},
            null
          ]
        }
        """)
  }

  /// The content of a spec, a recipe or an attachment, as files keep it.
  @Test func `a document is written exactly, and reads back equal`() throws {
    let document = Document(
      .map([
        .init(
          key: "rates", value: Document(.list([.number(0.1), .number(.nan)].map { Document($0) }))),
        .init(key: "least", value: Document(.number(-.infinity))),
        .init(key: "most", value: Document(.integer(.max))),
        .init(key: "a \"b\"\n\u{9b}", value: Document(.null)),
      ]))
    #expect(
      document.json == #"{"rates": [0.1, NaN], "least": -Infinity, "most": 9223372036854775807, "#
        + #""a \"b\"\n\u009b": null}"#)
    #expect(Document(json: document.json)?.json == document.json)
  }

  @Test(arguments: [
    (#""\ud83d\ude00 \u00e9\t\/""#, "😀 é\t/"), (#""plain""#, "plain"), (#""""#, ""),
  ]) func `escapes are read`(json: String, text: String) {
    #expect(Document(json: json) == Document(.text(text)))
  }

  @Test func `whole numbers stay whole, and others are doubles`() {
    #expect(
      Document(json: " [1, -3, 1.5, 1e3, 9223372036854775808] ")
        == Document(
          .list([
            Document(.integer(1)), Document(.integer(-3)), Document(.number(1.5)),
            Document(.number(1000)), Document(.number(0x1p63)),
          ])))
  }

  /// Swift's own readers of numbers take some of these.
  @Test(arguments: [
    "", "[1,]", "{\"a\": 1,}", "{a: 1}", "[1 2]", "\"open", "0x10", "-nan", "+1", ".5", "nul",
    "1 2",
    "\"\\u12\"", "\"\\u+12f\"", "\"\\q\"",
    String(repeating: "[", count: 101) + String(repeating: "]", count: 101),
  ]) func `what is no JSON has no document`(text: String) {
    #expect(Document(json: text) == nil)
  }

  @Test(arguments: 0...3)
  func `a list that is written one by one is the list that is written at once`(count: Int) {
    let records = (0..<count).map { number -> JSON in
      let tags = JSON.list(number == 1 ? [] : [.text("x"), .list([.integer(number)])])
      return .object(["number": .integer(number), "tags": tags])
    }
    var list = JSONListText()
    var text = ""
    for record in records { text += list.text(of: record) }
    #expect(text + list.end == JSON.list(records).document)
  }
}
