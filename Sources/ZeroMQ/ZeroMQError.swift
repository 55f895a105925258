import CZeroMQ

/// A refusal by ZeroMQ: which call, with what, and why.
package struct ZeroMQError: Error, Hashable, Sendable {
  /// The C function, such as `zmq_bind`.
  package let call: String

  /// The subject of the call: an endpoint, an option, a kind of socket.
  package let subject: String

  /// An `errno`, or one of ZeroMQ's own numbers above 156384712.
  package let code: Int32

  /// The error that just happened on this thread.
  init(_ call: String, _ subject: String) {
    self.call = call
    self.subject = subject
    code = zmq_errno()
  }

  /// ZeroMQ's own words, such as "Address already in use".
  package var message: String { String(cString: zmq_strerror(code)) }
}

extension ZeroMQError: CustomStringConvertible {
  /// The call, its subject and ZeroMQ's words: "zmq_bind tcp://127.0.0.1:5555: Address already in use".
  package var description: String { "\(call) \(subject): \(message)" }
}
