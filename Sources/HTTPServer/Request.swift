/// A request to a server.
package struct Request: Hashable, Sendable {
  /// `GET`, `HEAD`, `POST` and others, as it came.
  package let method: String
  /// The path and the query that are asked for.
  package let target: Target
  /// The headers by their names in small letters; the values of a repeated one have commas between.
  package let headers: [String: String]
  /// The bytes behind the headers, at most `ServerLimits.body`; empty where there are none.
  package let body: [UInt8]

  /// - Parameter headers: by their names in small letters, as they are looked for in no other way.
  package init(
    _ method: String, _ target: Target, headers: [String: String] = [:], body: [UInt8] = []
  ) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
  }

  /// Whether it asks to look, and for no change.
  package var isReading: Bool { method == "GET" || method == "HEAD" }
}

/// The name or address that a request was sent to, as its header `Host` has it (RFC 9110, 7.2).
package struct RequestHost: Hashable, Sendable {
  /// The name in small letters; an address of IPv6 without its brackets.
  package let name: String
  /// Whether it is a numeric address, which no name server can point elsewhere.
  package let isNumeric: Bool

  /// Reads the header; nil where it names none.
  package init?(_ header: String) {
    var text = header.lowercased()[...]
    if text.first == "[" {
      guard let end = text.firstIndex(of: "]") else { return nil }
      let inner = text[text.index(after: text.startIndex)..<end]
      guard RequestHost.isPort(text[text.index(after: end)...]), inner.contains(":"),
        inner.utf8.allSatisfy({ RequestHost.isHexadecimal($0) || ":.".utf8.contains($0) })
      else { return nil }
      (name, isNumeric) = (String(inner), true)
      return
    }
    if let colon = text.firstIndex(of: ":") {
      guard RequestHost.isPort(text[colon...]) else { return nil }
      text = text[..<colon]
    }
    guard !text.isEmpty, text.utf8.allSatisfy(RequestHost.isOfName) else { return nil }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    name = String(text)
    isNumeric = parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
  }

  /// Whether it is this machine's own, which nobody reaches from outside.
  package var isLoopback: Bool {
    name == "localhost" || name == "::1" || isNumeric && name.hasPrefix("127.")
  }

  private static func isPort(_ text: Substring) -> Bool {
    text.isEmpty || text.first == ":" && UInt16(text.dropFirst()) != nil
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (97...102).contains(byte)
  }

  private static func isOfName(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (97...122).contains(byte) || "-._".utf8.contains(byte)
  }
}
