import Documents
import Testing
import YAML

struct NodeTests {
  @Test func `reads scalars, lists and blocks in both styles`() throws {
    let block = try Node(parsing: "network:\n  - dense: {units: 10}\n  - flatten\nepochs: 3\n")
    #expect(sketch(block) == "{network: [{dense: {units: 10}}, 'flatten'], epochs: 3}")
    let flow = try Node(parsing: "{network: [{dense: {units: 10}}, flatten], epochs: 3}")
    #expect(sketch(flow) == sketch(block))
  }

  @Test func `reads JSON`() throws {
    let node = try Node(
      parsing: "{\"a\":[1,2.5,-3e-2,true,null],\n\t\"b\":{\"c\":\"\\u00fc\\n\"},\"d\":\"1\"}")
    #expect(sketch(node) == "{a: [1, 2.5, -0.03, true, null], b: {c: 'ü\n'}, d: '1'}")
  }

  @Test func `a call is one value, commas and all`() throws {
    func read(_ text: String) throws -> String { sketch(try Node(parsing: text)) }
    #expect(
      try read("{a: f(1, 10, 3), b: g(1, 10), c: [h(1,2), 3]}")
        == "{a: 'f(1, 10, 3)', b: 'g(1, 10)', c: ['h(1, 2)', 3]}")
    #expect(try read("[f(1, [2], 3)]") == "['f(1', [2], '3)']")
    #expect(try read("[f (1, 2), 'f(1', 2, (1, 2]") == "['f (1', '2)', 'f(1', 2, '(1', 2]")
    #expect(try read("{a: f(1, b: 2}") == "{a: 'f(1', b: 2}")
    #expect(try read("a: f(1\nb:\n") == "{a: 'f(1', b: null}")
    #expect(try read("- f(1\n- 2)\n") == "['f(1', '2)']")
  }

  @Test func `a number may be tagged as one`() throws {
    #expect(sketch(try Node(parsing: "[!!float 1e-5, !!float 3]")) == "[1e-05, 3]")
  }

  @Test func `knows where everything begins`() throws {
    let text = """
      # a comment
      sweep: ünï
      list:
        - 'a'
        - {k: v, x: }
      """
    let places = places(in: try Node(parsing: text))
    #expect(
      places == [
        "2:1 {}", "2:1 sweep", "2:8 ünï", "3:1 list", "4:3 []", "4:5 a", "5:5 {}", "5:6 k",
        "5:9 v", "5:12 x", "5:15 ",
      ])
  }

  @Test func `knows the column of letters that stand in the line as they are`() throws {
    let text = """
      - plain
      - 'quoted'
      - "escaped\\n"
      - &anchor anchored
      - folded
        over lines
      - ''
      - |
        block
      """
    guard case .sequence(let nodes) = try Node(parsing: text).content else {
      Issue.record("no list")
      return
    }
    #expect(nodes.map { scalar($0)?.column } == [3, 4, nil, nil, nil, 4, nil])
    #expect(nodes.map { scalar($0)?.isPlain } == [true, false, false, true, true, false, false])
  }

  @Test func `an alias stands for the anchored node and its place`() throws {
    let node = try Node(parsing: "a: &l [1, 2]\nb: *l\nc: &l 3\nd: *l\n")
    #expect(sketch(node) == "{a: [1, 2], b: [1, 2], c: 3, d: 3}")
    #expect(places(in: node).contains("1:8 1"))
    #expect(places(in: node).filter { $0 == "1:8 1" }.count == 2)
  }

  @Test func `line ends may be those of Windows and a byte order mark may come first`() throws {
    let node = try Node(parsing: [0xef, 0xbb, 0xbf] + Array("a: 1\r\nb: 2\r\n".utf8))
    #expect(sketch(node) == "{a: 1, b: 2}")
    #expect(places(in: node) == ["1:1 {}", "1:1 a", "1:4 1", "2:1 b", "2:4 2"])
  }

  @Test func `takes 64 levels and no more, be it by aliases`() throws {
    func nested(_ levels: Int, _ core: String) -> String {
      String(repeating: "[", count: levels) + core + String(repeating: "]", count: levels)
    }
    _ = try Node(parsing: nested(63, "1"))
    #expect(complaint(nested(64, "1")) == "1:65: here the text is more than 64 levels deep")
    let half = "a: &a " + nested(30, "1") + "\nb: "
    _ = try Node(parsing: half + nested(32, "*a"))
    #expect(
      complaint(half + nested(33, "*a")) == "2:37: here the text is more than 64 levels deep")
  }

  @Test func `a bomb of aliases does not go off`() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(aliases)]\n"
    }
    #expect(
      complaint(text)
        == "5:45: here the text exceeds 100000 values, those that aliases repeat counted each time")
  }

  @Test func `a long text without aliases is no bomb`() throws {
    let text = String(repeating: "- {\"lr\":0.1}\n", count: 60_000)
    guard case .sequence(let nodes) = try Node(parsing: text).content else {
      Issue.record("no list")
      return
    }
    #expect(nodes.count == 60_000)
  }

  /// Every cut and every flipped bit of a text with a bit of everything: read or refused.
  @Test func `damage is refused or read, and never traps`() {
    let text = Array(
      """
      sweep: &name "t\\u00fcr"  # ö
      data: 'it''s'
      network:
        - dense: { units: [5, 0x1F], l2: $l2 }
        - ? key
          : *name
        - |
          text
      more: >-
        folded
      ...
      """.utf8)
    var read = 0
    var refused = 0
    func attempt(_ bytes: [UInt8]) {
      do {
        _ = places(in: try Node(parsing: bytes))
        read += 1
      } catch {
        refused += 1
        #expect(error.mark.map { $0.line >= 1 && $0.column >= 1 } == true)
      }
    }
    for count in 0...text.count { attempt(Array(text[..<count])) }
    for bit in 0..<text.count * 8 {
      var damaged = text
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      attempt(damaged)
    }
    for index in text.indices {
      var damaged = text
      damaged.insert(contentsOf: [0x09, 0x5b, 0x7b][index % 3...index % 3], at: index)
      attempt(damaged)
    }
    #expect(read > 100 && refused > 100)
  }
}
