/// How much of a server strangers can take up.
package struct ServerLimits: Hashable, Sendable {
  /// Connections at the same time; further ones are closed.
  package var connections = 512
  /// Connections that wait for events, part of `connections`; further ones get the status 503.
  package var streams = 400
  /// Bytes of a request's body.
  package var body = 1 << 16
  /// Requests that wait for the program in each queue; further ones are told to come again.
  package var waiting = 256
  /// Seconds after which a connection is closed that neither reads nor writes.
  package var silence = 60
  /// Bytes of a connection's buffer; a request's target and headers fit in.
  package var buffer = 1 << 15

  /// Makes the limits that the properties begin with.
  package init() {}
}

/// The reason for which a server cannot be started.
package struct ServerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The sentence that people are told, without a full stop at its end.
  package let description: String
  /// The system's number for why; nil where it has none.
  package let code: Int32?

  init(_ description: String, code: Int32? = nil) {
    self.description = description
    self.code = code
  }
}
