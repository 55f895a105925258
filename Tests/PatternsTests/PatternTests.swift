import Patterns
import Testing

struct PatternTests {
  @Test func `named groups hold what they matched`() throws {
    let pattern = try Pattern(#"epoch (?<epoch>\d+) loss=(?P<loss>\S+)( best=(?<best>\d+))?"#)
    #expect(pattern.names == ["best", "epoch", "loss"])
    let groups = pattern.match(Array("at last epoch 3 loss=0.5".utf8)[...])
    #expect(groups == ["epoch": "3", "loss": "0.5"])
    #expect(pattern.match(Array("nothing".utf8)[...]) == nil)
  }

  @Test func `bytes that are no UTF-8 neither match nor harm`() throws {
    let pattern = try Pattern(#"a=(?<a>\d)"#)
    #expect(pattern.match(([0xff, 0xfe] + Array("a=1".utf8))[...]) == ["a": "1"])
  }

  @Test func `what is no regular expression says where`() {
    let error = #expect(throws: PatternError.self) { try Pattern("(?<a>[0-9") }
    #expect(error?.message.contains("missing terminating ]") == true)
  }

  @Test func `a pattern that would try for ever gives up`() throws {
    let pattern = try Pattern("^(a+)+(?<b>b)$")
    #expect(pattern.match(Array(String(repeating: "a", count: 40).utf8)[...]) == nil)
  }
}
