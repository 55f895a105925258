import Glibc

/// A refusal by the operating system: which call, with what, and why.
package struct SystemError: Error, Hashable, Sendable {
  /// The C function, such as `posix_spawn`.
  package let call: String

  /// The subject of the call: a path, a program, a descriptor.
  package let subject: String

  /// The `errno`.
  package let code: Int32

  init(_ call: String, _ subject: String, code: Int32 = errno) {
    self.call = call
    self.subject = subject
    self.code = code
  }

  /// The system's own words, such as "No such file or directory".
  package var message: String {
    isOfNoFile ? "it is a device, a pipe or a socket, and no file" : String(cString: strerror(code))
  }

  /// The refusal of what is no regular file, where one was asked for.
  static func noFile(_ path: String) -> SystemError {
    SystemError("open", path, code: EINVAL)
  }

  private var isOfNoFile: Bool { call == "open" && code == EINVAL }

  /// Whether this process has as many files open as it may.
  package var isOfDescriptors: Bool { code == EMFILE }

  /// Whether there are as many processes and threads as there may be: of this user, or in a container.
  private var isOfProcesses: Bool {
    code == EAGAIN && ["pthread_create", "posix_spawn"].contains(call)
  }

  private var remedy: String {
    isOfDescriptors
      ? "; raise 'ulimit -n'"
      : isOfProcesses ? "; raise 'ulimit -u', or the container's limit of processes" : ""
  }
}

extension SystemError: CustomStringConvertible {
  /// The call, its subject and the system's words: "open /data/x: No such file or directory".
  package var description: String {
    "\(call) \(subject): \(message)" + remedy
  }
}

extension SystemError {
  /// Nothing came within the time that was given.
  package static func noAnswer(from subject: String) -> SystemError {
    SystemError("poll", subject, code: ETIMEDOUT)
  }

  /// The remedy that somebody could try.
  package enum Kind: Hashable, Sendable {
    /// Wait: the system has no more of something at this moment, or a disk or network is in trouble.
    case temporary
    /// Install a program, or make it one that can be started.
    case program
    /// Name another path, or change its permissions.
    case path
    case other
  }

  /// The kind of remedy, by the `errno` and the call.
  package var kind: Kind {
    if SystemError.isTemporary(code) { return .temporary }
    if call == "posix_spawn" { return .program }
    if isOfNoFile { return .path }
    return switch code {
    case ENOENT, ENOTDIR, EISDIR, EEXIST, ENOTEMPTY, ELOOP, ENAMETOOLONG, EACCES, EPERM, EROFS,
      EXDEV:
      .path
    default: .other
    }
  }

  /// Whether an `errno` says that there are no more descriptors, processes, memory or room on a disk
  /// at this moment, or that a device does not answer, so that the same may succeed another time.
  package static func isTemporary(_ code: Int32?) -> Bool {
    [
      EMFILE, ENFILE, ENOMEM, EAGAIN, ENOSPC, EDQUOT, EBUSY, EINTR, ENOBUFS, EIO, ESTALE, ETIMEDOUT,
    ].contains(code)
  }
}
