/// Where pages are served: `8787`, `127.0.0.1:8787`, `0.0.0.0:8787`, `[::1]:0` or `node7:8787`.
package struct WebAddress: Hashable, Sendable {
  /// A numeric address, without brackets, or a name.
  package let host: String
  /// 0 for any that is free.
  package let port: Int

  /// Where pages are served unless somebody says otherwise: for this machine alone.
  package static let standard = WebAddress(host: "127.0.0.1", port: 8787)

  /// - Parameters:
  ///   - host: a numeric address, without brackets, or a name; nothing is looked up.
  ///   - port: 0 to 65535; 0 for any that is free.
  package init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// Reads it as people write it; nil of any other text.
  package init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":") else {
      guard let port = WebAddress.port(text[...]) else { return nil }
      self.init(host: WebAddress.standard.host, port: port)
      return
    }
    var host = text[..<colon]
    guard let port = WebAddress.port(text[text.index(after: colon)...]), !host.isEmpty else {
      return nil
    }
    if host.first == "[", host.last == "]" {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty, host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != 0x2f }) else {
      return nil
    }
    self.init(host: String(host), port: port)
  }

  private static func port(_ text: Substring) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return UInt16(text).map(Int.init)
  }

  /// Whether only this machine reaches it.
  package var isLoopback: Bool {
    host == "localhost" || host == "::1"
      || host.hasPrefix("127.") && host.split(separator: ".").allSatisfy { UInt8($0) != nil }
  }

  /// Whether it stands for all addresses of this machine.
  private var isWildcard: Bool { host == "0.0.0.0" || host == "::" }

  /// The address that people open in a browser.
  ///
  /// - Parameters:
  ///   - port: the one that was found, where any was asked for.
  ///   - machine: the name of this machine, for where all of its addresses are served.
  ///   - token: goes behind a `#`, which browsers keep to themselves.
  package func url(port: Int, machine: String, token: AccessToken) -> String {
    let name = isWildcard ? machine : host
    return "http://\(name.contains(":") ? "[\(name)]" : name):\(port)/#token=\(token.text)"
  }
}
