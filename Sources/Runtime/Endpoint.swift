/// Addresses that coordinators listen at and workers call.
package enum Endpoint {
  /// The address, if it is one that ZeroMQ can use.
  package static func checked(_ text: String) throws(EndpointError) -> String {
    let isComplete =
      switch text.split(separator: ":", maxSplits: 1).first {
      case "tcp": port(of: text) != nil && !host(of: text).isEmpty
      case "ipc": text.count > "ipc://".count && text.hasPrefix("ipc://")
      default: false
      }
    guard isComplete else {
      throw EndpointError(text: text)
    }
    return text
  }

  /// Whether only processes of this machine can reach it.
  package static func isLocal(_ text: String) -> Bool {
    if text.hasPrefix("ipc://") { return true }
    let host = host(of: text)
    return host.hasPrefix("127.") || host == "localhost" || host == "[::1]"
  }

  /// Gives the address that others can call: one that stands for all of this machine's becomes its name.
  package static func callable(_ text: String) -> String {
    ["*", "[::]", "0.0.0.0"].contains(host(of: text))
      ? "tcp://\(Host.name)" + text.dropFirst("tcp://".count + host(of: text).count) : text
  }

  private static func host(of text: String) -> Substring {
    let address = text.dropFirst("tcp://".count)
    return address.lastIndex(of: ":").map { address[..<$0] } ?? ""
  }

  /// A number, or `*` for any that is free.
  private static func port(of text: String) -> Substring? {
    guard text.hasPrefix("tcp://"), let colon = text.lastIndex(of: ":") else { return nil }
    let port = text[text.index(after: colon)...]
    if port == "*" { return port }
    return UInt16(port).map { _ in port }
  }
}

/// A text that was given as an address and is none.
package struct EndpointError: Error, CustomStringConvertible {
  let text: String

  /// A sentence with an example: "'here' is no address; write tcp://HOST:PORT, such as tcp://127.0.0.1:5555".
  package var description: String {
    "'\(text)' is no address; write tcp://HOST:PORT, such as tcp://127.0.0.1:5555"
  }
}
