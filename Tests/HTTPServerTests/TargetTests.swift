import Testing

@testable import HTTPServer

struct TargetTests {
  @Test(arguments: [
    ("/", Target(path: [])),
    ("/sweeps/a%20b/trials", Target(path: ["sweeps", "a b", "trials"])),
    ("/sweeps/a%2Fb", Target(path: ["sweeps", "a/b"])),
    ("/sweeps/gr%C3%B6%C3%9Fer/", Target(path: ["sweeps", "größer"])),
    ("/a+b?x=1+2", Target(path: ["a+b"], query: ["x": "1+2"])),
    ("/?a=1&b=&c", Target(path: [], query: ["a": "1", "b": "", "c": ""])),
    ("/?a=b=c%26d", Target(path: [], query: ["a": "b=c&d"])),
    ("/x?", Target(path: ["x"])),
    // Decoded once, and once alone.
    ("/%2520", Target(path: ["%20"])),
  ])
  func `a target is a path and a query`(text: String, target: Target) {
    #expect(Target(text) == target)
  }

  @Test(arguments: [
    "", "sweeps", "http://elsewhere/", "*", "/a//b", "/../etc/passwd", "/a/./b", "/%2e%2e/etc",
    "/%", "/%2", "/%zz", "/%ff", "/%00", "/a%0Ab", "/?a=1&a=2", "/?=1", "/?a&&b",
  ])
  func `what is no target, or leads astray, is none`(text: String) {
    #expect(Target(text) == nil)
  }

  @Test(arguments: [
    ("localhost:8787", "localhost", false, true), ("LOCALHOST", "localhost", false, true),
    ("127.0.0.1:1", "127.0.0.1", true, true), ("127.8.9.10", "127.8.9.10", true, true),
    ("[::1]:8787", "::1", true, true), ("10.0.0.5:80", "10.0.0.5", true, false),
    ("[fe80::1]", "fe80::1", true, false), ("node7.cluster", "node7.cluster", false, false),
    // A name that looks like the machine's own address is a name all the same.
    ("127.0.0.1.elsewhere.example", "127.0.0.1.elsewhere.example", false, false),
    ("127.0.0", "127.0.0", false, false),
  ])
  func `a host is a name or an address`(
    text: String, name: String, isNumeric: Bool, isLoopback: Bool
  ) {
    let host = RequestHost(text)
    #expect(host?.name == name)
    #expect(host?.isNumeric == isNumeric)
    #expect(host?.isLoopback == isLoopback)
  }

  @Test(arguments: [
    "", ":80", "a:b", "a:99999", "a b", "a, b", "[::1", "[]", "[::1]x", "user@host", "[x]:1", "ä",
  ])
  func `what is no host is none`(text: String) {
    #expect(RequestHost(text) == nil)
  }

  @Test func `an event has its data on lines of their own`() {
    let event = ServerEvent("status", "{\"a\":\"x\u{2028}y\"}\nb\r\nc")
    #expect(
      event.text == "event: status\ndata: {\"a\":\"x\u{2028}y\"}\ndata: b\ndata: c\n\n")
  }
}
