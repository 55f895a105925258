import Hosts
import Runtime

/// Where a coordinator listens, as hosts can reach it.
package struct CoordinatorAddress: Hashable, Sendable {
  /// The host's part; nil where it stands for all addresses of this machine.
  let host: String?
  let port: Int

  /// Takes `tcp://HOST:PORT`.
  package init(_ endpoint: String) throws {
    let text = try Endpoint.checked(endpoint)
    let parts = text.dropFirst("tcp://".count)
    guard text.hasPrefix("tcp://"), let colon = parts.lastIndex(of: ":"),
      let port = Int(parts[parts.index(after: colon)...])
    else {
      throw LaunchError(
        "hosts need an address with a port, such as tcp://10.0.0.5:5555, not '\(text)'")
    }
    let host = String(parts[..<colon])
    self.host = ["*", "0.0.0.0", "[::]"].contains(host) ? nil : host
    self.port = port
  }

  /// The endpoint that hosts dial: the named host, else ssh's client address.
  func endpoint(seenFrom client: String?) throws(HostError) -> String {
    if let host {
      guard !Endpoint.isLocal("tcp://\(host):\(port)") else {
        throw HostError(
          "the coordinator listens on this machine only, at \(host); give it an address that others"
            + " reach, or say 'via: tunnel'")
      }
      return "tcp://\(host):\(port)"
    }
    guard let client else {
      throw HostError("it does not say from which address ssh came; say 'via: tunnel'")
    }
    return client.contains(":") ? "tcp://[\(client)]:\(port)" : "tcp://\(client):\(port)"
  }

  /// Where the near end of a tunnel leads.
  var here: String { "\(host ?? "127.0.0.1"):\(port)" }

  /// The endpoint that this machine itself calls.
  package var endpointHere: String { "tcp://\(here)" }
}
