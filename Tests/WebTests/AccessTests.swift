import Control
import HTTPServer
import Testing

@testable import Web

/// The rights of a client, from a request alone.
struct AccessTests {
  private static let token: AccessToken = {
    var generator = SystemRandomNumberGenerator()
    return AccessToken(using: &generator)
  }()

  private static let here = AccessRules(.standard, names: ["node7"], token: token)
  private static let anywhere = AccessRules(
    WebAddress(host: "0.0.0.0", port: 80), names: ["Node7", "node7.cluster"], token: token)

  private func request(
    _ method: String = "GET", host: String? = "localhost:8787", token: String? = nil,
    headers: [String: String] = [:]
  ) -> Request {
    var all = headers
    all["host"] = host
    if let token { all["authorization"] = "Bearer \(token)" }
    return Request(method, Target(path: []), headers: all)
  }

  private func status(_ body: () throws(AccessRules.Denial) -> Void) -> Int? {
    do throws(AccessRules.Denial) {
      try body()
      return nil
    } catch {
      return error.status
    }
  }

  @Test(
    arguments: [
      ("localhost", nil), ("localhost:9000", nil), ("127.0.0.1:8787", nil), ("[::1]:8787", nil),
      // A name server elsewhere may send somebody's browser here by such names.
      ("elsewhere.example:8787", 421), ("node7", 421), ("10.0.0.5", 421),
      ("localhost.elsewhere.example", 421), ("localhost, elsewhere", 400), ("", 400), (nil, 400),
    ] as [(String?, Int?)])
  func `a server of this machine alone is called by its own names`(host: String?, status: Int?) {
    let request = request(host: host)
    #expect(
      self.status { () throws(AccessRules.Denial) in
        try AccessTests.here.checkHost(of: request)
      } == status)
  }

  @Test(
    arguments: [
      ("node7:8787", nil), ("NODE7.cluster", nil), ("10.0.0.5:8787", nil), ("localhost", nil),
      ("elsewhere.example", 421), ("node8", 421),
    ] as [(String, Int?)])
  func `a server for others is called by the machine's names and addresses`(
    host: String, status: Int?
  ) {
    let request = request(host: host)
    #expect(
      self.status { () throws(AccessRules.Denial) in
        try AccessTests.anywhere.checkHost(of: request)
      } == status)
  }

  @Test func `on this machine who has no token may look, elsewhere nobody may`() throws {
    #expect(try AccessTests.here.role(of: request()) == .reader)
    #expect(throws: AccessRules.Denial.self) { try AccessTests.anywhere.role(of: request()) }
    for rules in [AccessTests.here, AccessTests.anywhere] {
      #expect(try rules.role(of: request(token: AccessTests.token.text)) == .operator)
    }
  }

  @Test func `a wrong token is refused, and not taken for none`() {
    let wrong = ["", "x", AccessTests.token.text + "0", String(AccessTests.token.text.dropLast())]
    for text in wrong {
      #expect(throws: AccessRules.Denial.self) {
        try AccessTests.here.role(of: request(token: text))
      }
    }
    #expect(throws: AccessRules.Denial.self) {
      try AccessTests.here.role(
        of: request(headers: ["authorization": "Basic \(AccessTests.token.text)"]))
    }
  }

  @Test func `pages of others cannot look`() throws {
    for site in ["cross-site", "same-site"] {
      #expect(throws: AccessRules.Denial.self) {
        try AccessTests.here.role(of: request(headers: ["sec-fetch-site": site]))
      }
    }
    for site in ["same-origin", "none"] {
      #expect(try AccessTests.here.role(of: request(headers: ["sec-fetch-site": site])) == .reader)
    }
  }

  @Test func `a change takes the token, JSON, and a page of the server's own`() {
    let good = ["origin": "http://localhost:8787", "content-type": "application/json"]
    func check(
      token: String? = AccessTests.token.text, changing name: String? = nil,
      to value: String? = nil
    ) -> Int? {
      var headers = good
      if let name { headers[name] = value }
      let request = request("POST", token: token, headers: headers)
      return status { () throws(AccessRules.Denial) in
        try AccessTests.here.checkChange(by: request)
      }
    }
    #expect(check() == nil)
    #expect(check(changing: "content-type", to: "application/json; charset=utf-8") == nil)
    #expect(check(token: nil) == 403)
    #expect(check(token: "00") == 401)
    #expect(check(changing: "origin") == 403)
    #expect(check(changing: "origin", to: "null") == 403)
    #expect(check(changing: "origin", to: "http://localhost:9999") == 403)
    #expect(check(changing: "origin", to: "https://localhost:8787") == 403)
    #expect(check(changing: "content-type") == 415)
    #expect(check(changing: "content-type", to: "text/plain") == 415)
  }

  @Test func `tokens are 32 digits, and no two are alike`() {
    var generator = SystemRandomNumberGenerator()
    let tokens = (0..<100).map { _ in AccessToken(using: &generator).text }
    #expect(Set(tokens).count == 100)
    #expect(tokens.allSatisfy { $0.count == 32 && $0.allSatisfy(\.isHexDigit) })
  }

  @Test(arguments: [
    ("8787", "127.0.0.1", 8787, true), ("127.0.0.1:0", "127.0.0.1", 0, true),
    ("localhost:80", "localhost", 80, true), ("[::1]:8787", "::1", 8787, true),
    ("0.0.0.0:8787", "0.0.0.0", 8787, false), ("[::]:8787", "::", 8787, false),
    ("node7:8787", "node7", 8787, false), ("127.example:1", "127.example", 1, false),
  ])
  func `an address is a port, or a host and a port`(
    text: String, host: String, port: Int, isLoopback: Bool
  ) {
    let address = WebAddress(text)
    #expect(address == WebAddress(host: host, port: port))
    #expect(address?.isLoopback == isLoopback)
  }

  @Test(arguments: [
    "", ":", "a", "a:", ":80", "a:b", "a:65536", "a:-1", "::1:80", "a b:1", "a/b:1",
  ])
  func `what is no address is none`(text: String) {
    #expect(WebAddress(text) == nil)
  }

  @Test func `people open the machine's name where all of its addresses are served`() {
    let token = AccessTests.token
    func url(_ host: String) -> String {
      WebAddress(host: host, port: 0).url(port: 81, machine: "node7", token: token)
    }
    #expect(url("0.0.0.0") == "http://node7:81/#token=\(token.text)")
    #expect(url("127.0.0.1") == "http://127.0.0.1:81/#token=\(token.text)")
    #expect(url("::1") == "http://[::1]:81/#token=\(token.text)")
  }
}
