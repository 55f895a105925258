import Glibc

/// A refusal by the operating system: which call, with what, and why.
package struct SystemError: Error, Hashable, Sendable {
  /// The C function, such as `posix_spawn`.
  package let call: String

  /// What it was called with: a path, a program, a descriptor.
  package let subject: String

  /// The `errno`.
  package let code: Int32

  init(_ call: String, _ subject: String, code: Int32 = errno) {
    self.call = call
    self.subject = subject
    self.code = code
  }

  /// The system's own words, such as "No such file or directory".
  package var message: String { String(cString: strerror(code)) }
}

extension SystemError: CustomStringConvertible {
  package var description: String { "\(call) \(subject): \(message)" }
}
