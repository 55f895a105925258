import Documents
import Testing
import YAML

struct ValueTests {
  @Test(arguments: [
    ("", Document.Content.null), ("~", .null), ("null", .null), ("NULL", .null),
    ("nULL", .text("nULL")),
    ("true", .boolean(true)), ("False", .boolean(false)), ("tRUE", .text("tRUE")),
    ("no", .text("no")), ("yes", .text("yes")), ("on", .text("on")), ("y", .text("y")),
    ("0", .integer(0)), ("-12", .integer(-12)), ("+7", .integer(7)), ("010", .integer(10)),
    ("0o17", .integer(15)), ("0x1F", .integer(31)), ("0o8", .text("0o8")), ("0x", .text("0x")),
    ("-0x1", .text("-0x1")), ("1_000", .text("1_000")), ("12:30", .text("12:30")),
    ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
    ("9223372036854775808", .number(9_223_372_036_854_775_808)),
    ("0xffffffffffffffffff", .number(4_722_366_482_869_645_213_696)),
    ("1e-5", .number(1e-5)), ("1E+3", .number(1000)), (".5", .number(0.5)), ("1.", .number(1)),
    ("-1.5e2", .number(-150)), ("+.5", .number(0.5)), ("0.1", .number(0.1)),
    ("1e999", .number(.infinity)), (".", .text(".")), ("-", .text("-")), ("e5", .text("e5")),
    ("1e", .text("1e")), ("1.5.2", .text("1.5.2")), ("1e5x", .text("1e5x")),
    (".inf", .number(.infinity)), ("-.INF", .number(-.infinity)), ("+.Inf", .number(.infinity)),
    ("inf", .text("inf")), ("nan", .text("nan")), ("0x1p3", .text("0x1p3")),
    ("$l2", .text("$l2")), ("5%", .text("5%")),
  ]) func `a plain scalar means what the core schema says`(text: String, value: Document.Content) {
    #expect(Scalar(text: text, isPlain: true).value == value)
  }

  @Test func `not a number is a number`() {
    guard case .number(let number) = Scalar(text: ".nan", isPlain: true).value else {
      Issue.record("no number")
      return
    }
    #expect(number.isNaN)
  }

  @Test(arguments: ["1e-5", "true", "", "null"])
  func `a quoted scalar is text`(text: String) {
    #expect(Scalar(text: text, isPlain: false).value == .text(text))
  }
}
