package import Control
package import HTTPServer

/// The rights of a client, decided from its request alone.
///
/// | request | looks | changes |
/// |---|---|---|
/// | to another name than the server's | no | no |
/// | without a token, to a server of this machine alone | yes | no |
/// | without a token, to any other server | no | no |
/// | with the token | yes | from a page of the server's own |
package struct AccessRules: Hashable, Sendable {
  /// Whether only this machine reaches the server.
  private let isLoopback: Bool
  /// The names of the machine, in small letters.
  private let names: Set<String>
  private let token: AccessToken

  /// - Parameter names: the names by which others reach the machine.
  package init(_ address: WebAddress, names: [String], token: AccessToken) {
    isLoopback = address.isLoopback
    self.names = Set((names + [address.host]).map { $0.lowercased() })
    self.token = token
  }

  /// A refusal, with its reason.
  package struct Denial: Error, Hashable, Sendable {
    /// The status of the answer: 400, 401, 403, 415 or 421 (RFC 9110, 15.5).
    package let status: Int
    /// The sentence for the client, with a remedy.
    package let sentence: String
  }

  /// Refuses requests to another name: a page elsewhere may have a name server send its reader here.
  package func checkHost(of request: Request) throws(Denial) {
    guard let host = request.headers["host"].flatMap(RequestHost.init) else {
      throw Denial(status: 400, sentence: "the request does not say to whom it goes (Host)")
    }
    let isOwn =
      host.isLoopback || !isLoopback && (host.isNumeric || names.contains(host.name))
    guard isOwn else {
      throw Denial(
        status: 421,
        sentence: "this server is not called '\(host.name)'; open it by its address"
          + (isLoopback ? ", such as through 'ssh -L' as localhost" : ""))
    }
  }

  /// The role of the client that sends a request.
  package func role(of request: Request) throws(Denial) -> ControlRole {
    // A page elsewhere may name our addresses, and its reader's browser would ask.
    guard request.headers["sec-fetch-site"].map({ ["same-origin", "none"].contains($0) }) ?? true
    else {
      throw Denial(status: 403, sentence: "pages of others cannot look at this server")
    }
    guard let authorization = request.headers["authorization"] else {
      if isLoopback { return .reader }
      throw Denial(
        status: 401,
        sentence: "this takes the token that 'sweep' printed with the address of the page")
    }
    let scheme = "Bearer "
    guard authorization.hasPrefix(scheme),
      token.matches(String(authorization.dropFirst(scheme.count)))
    else {
      throw Denial(
        status: 401,
        sentence: "this is not the server's token; open the address that 'sweep' printed last")
    }
    return .operator
  }

  /// Refuses changes to clients that may not make them.
  package func checkChange(by request: Request) throws(Denial) {
    guard try role(of: request) == .operator else {
      throw Denial(
        status: 403,
        sentence: "to change something takes the token; open the address that 'sweep' printed")
    }
    guard let origin = request.headers["origin"], let host = request.headers["host"],
      origin.lowercased() == "http://\(host.lowercased())"
    else {
      throw Denial(
        status: 403,
        sentence: "changes come from the server's page; programs send 'Origin: http://HOST:PORT'")
    }
    let type = request.headers["content-type"]?.split(separator: ";").first
    guard type?.lowercased() == "application/json" else {
      throw Denial(status: 415, sentence: "a change is JSON; send 'Content-Type: application/json'")
    }
  }
}
