import Testing
import YAML

struct ErrorTests {
  @Test(arguments: [
    ("", "1:1: the text is empty"),
    ("# only a comment\n", "1:1: the text is empty"),
    ("a: 1\n---\nb: 2\n", "2:1: a second document begins here; keep one in a file"),
    ("a: 1\n...\nb: 2\n", "3:1: a second document begins here; keep one in a file"),
    ("a: 1\nb: 2\na: 3\n", "3:1: the key 'a' stands twice, here and in line 1; keep one"),
    ("{a: 1, 'a': 2}", "1:8: the key 'a' stands twice, here and in line 1; keep one"),
    ("[1, 2]: a\n", "1:1: a key must be a word, not a list or a block"),
    ("a: *b\n", "1:4: nothing before this is anchored as &b"),
    ("a: &b [*b]\n", "1:8: nothing before this is anchored as &b"),
    ("a: !!int '5'\n", "1:4: the tag !!int has no meaning here; remove it, and quote what is text"),
    (
      "a: !!float x\n",
      "1:4: the tag !!float has no meaning here; remove it, and quote what is text"
    ),
    ("a: !own x\n", "1:4: the tag !own has no meaning here; remove it, and quote what is text"),
  ]) func `refuses what is YAML and makes no sense here`(text: String, sentence: String) {
    #expect(complaint(text) == sentence)
  }

  @Test(arguments: [
    ("a:\n\tb: 1\n", "2:1: a tab cannot indent in YAML; use spaces"),
    ("a: 1\n\tb: 2\n", "2:1: a tab cannot indent in YAML; use spaces"),
    ("a: @x\n", "1:4: nothing begins with '@' in YAML; quote the text"),
    ("a: %5\n", "1:4: nothing begins with '%' in YAML; quote the text"),
    (
      "a: [1, 2\nb: 3\n",
      "2:2: the list that begins with '[' in line 1 lacks a ',' or its ']' here"
    ),
    (
      "a: {b: 1\nc: 3\n",
      "2:2: the block that begins with '{' in line 1 lacks a ',' or its '}' here"
    ),
    ("a: [1,,2]\n", "1:7: a value is missing here"),
    (
      "a:\n  b: 1\n c: 2\n",
      "3:2: this does not fit the block that begins in line 1; check indentation, quotes and brackets"
    ),
    (
      "a: 'x' y\n",
      "1:8: this does not fit the block that begins in line 1; check indentation, quotes and brackets"
    ),
    (
      "- a\nb: 1\n",
      "2:1: this does not fit the list that begins in line 1; begin it with '-', or check its"
        + " indentation"
    ),
    (
      "a: b: c\n",
      "1:5: this ':' cannot stand here; quote the text, or check indentation and the line above"
    ),
    ("a: 1\nb\nc: 2\n", "2:1: this key lacks its ':'"),
    ("a: - b\n", "1:4: a list with '-' cannot begin here; begin it on a line of its own"),
    ("a: 1\nb: \"x\nc: 2\n", "2:4: the quotes that open here are never closed"),
    (
      "a: \"\\d\"\n",
      "1:5: this backslash escapes nothing; write \\\\ for a backslash, or use single quotes"
    ),
    (
      "a: |x\n  b\n",
      "1:5: this is no YAML: while scanning a block scalar: did not find expected comment or line"
        + " break"
    ),
  ]) func `says plainly what libyaml complains about`(text: String, sentence: String) {
    #expect(complaint(text) == sentence)
  }

  @Test func `points at the byte that is not UTF-8`() {
    let bytes = Array("a: 1\nü: ".utf8) + [0xff, 0x0a]
    #expect(
      complaint(bytes) == "2:4: the text is not UTF-8 from here on; save it in that encoding")
    let utf16: [UInt8] = [0xff, 0xfe, 0x61, 0x00]
    #expect(
      complaint(utf16) == "1:1: the text is not UTF-8 from here on; save it in that encoding")
  }

  @Test func `points at control characters`() {
    #expect(
      complaint("a: x\0y\n") == "1:5: the control character U+0000 cannot stand in YAML; remove it")
    #expect(
      complaint("a: 1\r\nb: \u{1b}[0m")
        == "2:4: the control character U+001B cannot stand in YAML; remove it")
  }
}
