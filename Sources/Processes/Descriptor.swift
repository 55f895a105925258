import Glibc

/// An open file descriptor, closed when its owner lets go, and never passed on to a child.
package struct Descriptor: ~Copyable, Sendable {
  /// The number the system knows it by; lend it to a poller, never close it.
  package let number: Int32

  /// Takes the descriptor over.
  init(owning number: Int32) {
    self.number = number
  }

  /// Opens a file; one that is made may be read by all and written by its owner unless told
  /// otherwise, as far as the process's mask allows.
  init(
    opening path: String, _ flags: Int32, permissions: mode_t = 0o644
  ) throws(SystemError) {
    number = retrying { open(path, flags | O_CLOEXEC, permissions) }
    if number < 0 { throw SystemError("open", path) }
  }

  /// Opens a file to read it.
  ///
  /// - Parameter waits: whether to wait for a writer, where it is a pipe.
  package init(reading path: String, waits: Bool = true) throws(SystemError) {
    try self.init(opening: path, waits ? O_RDONLY : O_RDONLY | O_NONBLOCK)
  }

  /// Opens a file to write it from the start; its content is gone, and it need not be there.
  package init(rewriting path: String) throws(SystemError) {
    try self.init(opening: path, O_WRONLY | O_CREAT | O_TRUNC, permissions: 0o666)
  }

  /// Opens a file to write at its end; makes it when it is not there.
  package init(appendingTo path: String) throws(SystemError) {
    try self.init(opening: path, O_WRONLY | O_APPEND | O_CREAT)
  }

  /// A second descriptor for what another one is open on, such as 1, the standard output.
  package init(duplicating other: Int32) throws(SystemError) {
    number = fcntl(other, F_DUPFD_CLOEXEC, 3)
    if number < 0 { throw SystemError("fcntl", "of descriptor \(other)") }
  }

  deinit { Glibc.close(number) }

  /// Lets go of the number without closing it: whoever takes it does.
  package consuming func released() -> Int32 {
    let number = number
    discard self
    return number
  }

  /// Makes reads and writes answer `wouldBlock` instead of waiting.
  ///
  /// It is a property of the open file, so it holds for every duplicate, in other processes too.
  package func setNonblocking() throws(SystemError) {
    let flags = fcntl(number, F_GETFL)
    guard flags >= 0, fcntl(number, F_SETFL, flags | O_NONBLOCK) >= 0 else {
      throw SystemError("fcntl", "of descriptor \(number)")
    }
  }
}

extension Descriptor {
  /// The result of a read.
  package enum ReadResult: Hashable, Sendable {
    /// At least one byte.
    case bytes([UInt8])
    case wouldBlock
    /// Nobody is left who could write.
    case end
  }

  /// The result of a write.
  package enum WriteResult: Hashable, Sendable {
    /// The descriptor took this many bytes from the front; the rest is to be offered again.
    case wrote(Int)
    case wouldBlock
    /// Nobody is left who could read.
    case closed
  }

  /// Reads what is there, `limit` bytes at most.
  package func read(upTo limit: Int = 65_536) throws(SystemError) -> ReadResult {
    precondition(limit > 0, "a read of \(limit) bytes looks like the end")
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      let got = retrying { Glibc.read(number, buffer.baseAddress, limit) }
      failure = got < 0 ? errno : 0
      count = max(got, 0)
    }
    switch failure {
    case 0: return bytes.isEmpty ? .end : .bytes(bytes)
    case EAGAIN: return .wouldBlock
    default: throw SystemError("read", "of descriptor \(number)", code: failure)
    }
  }

  /// Writes as much as fits; `SIGPIPE` must be ignored (`Signal.ignore()`) to hear of `closed`.
  package func write(_ bytes: some Collection<UInt8>) throws(SystemError) -> WriteResult {
    let wrote =
      bytes.withContiguousStorageIfAvailable { writeOnce(UnsafeRawBufferPointer($0)) }
      ?? Array(bytes).withUnsafeBytes { writeOnce($0) }
    if wrote >= 0 { return .wrote(wrote) }
    switch errno {
    case EAGAIN: return .wouldBlock
    case EPIPE: return .closed
    default: throw SystemError("write", "to descriptor \(number)")
    }
  }

  /// Writes all of the bytes to a file.
  package func writeAll(_ bytes: [UInt8]) throws(SystemError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      guard case .wrote(let count) = try write(rest) else {
        throw SystemError("write", "to descriptor \(number)")
      }
      rest = rest.dropFirst(count)
    }
  }

  /// All that is left to read, up to the end; nil where that is more than `limit` bytes.
  package func rest(upTo limit: Int) throws(SystemError) -> [UInt8]? {
    var bytes: [UInt8] = []
    while true {
      switch try read(upTo: 1 << 18) {
      case .bytes(let more): bytes += more
      case .end: return bytes
      case .wouldBlock: throw SystemError("read", "of descriptor \(number)")
      }
      guard bytes.count <= limit else { return nil }
    }
  }

  /// Closes a file; some file systems say only then that what was written did not fit.
  package consuming func close() throws(SystemError) {
    let number = number
    discard self
    // Interrupted or not, the descriptor is gone.
    guard Glibc.close(number) == 0 || errno == EINTR else {
      throw SystemError("close", "of descriptor \(number)")
    }
  }

  /// The facts of the file that a descriptor is open on.
  package struct Facts: Hashable, Sendable {
    /// Whether it is a file, and no pipe, device or directory.
    package let isFile: Bool
    /// The file's permissions, such as `0o644`.
    package let permissions: UInt32
    /// Whether it belongs to the user whose rights this process has.
    package let isOurs: Bool
  }

  /// Gives the facts of the file that it is open on, whatever has its name by now.
  package func facts() throws(SystemError) -> Facts {
    var facts = stat()
    guard fstat(number, &facts) == 0 else {
      throw SystemError("fstat", "of descriptor \(number)")
    }
    return Facts(
      isFile: facts.st_mode & S_IFMT == S_IFREG, permissions: facts.st_mode & 0o7777,
      isOurs: facts.st_uid == geteuid() || geteuid() == 0)
  }

  private func writeOnce(_ bytes: UnsafeRawBufferPointer) -> Int {
    retrying { Glibc.write(number, bytes.baseAddress, bytes.count) }
  }

  /// Waits until a read would not block; false when time is up or a signal came first.
  ///
  /// - Parameter timeout: rounded up to whole milliseconds; nil waits for ever.
  package func waitUntilReadable(upTo timeout: Duration?) throws(SystemError) -> Bool {
    var item = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
    let milliseconds = timeout.map {
      Int32(min(max(($0 / .milliseconds(1)).rounded(.up), 0), Double(Int32.max)))
    }
    let count = poll(&item, 1, milliseconds ?? -1)
    if count < 0 && errno != EINTR { throw SystemError("poll", "of descriptor \(number)") }
    return count > 0
  }
}

extension Descriptor {
  /// Waits for the first of several.
  ///
  /// - Parameters:
  ///   - readable: descriptors of which one can be read, or has come to its end.
  ///   - closed: descriptors of which only the end counts.
  /// - Returns: the descriptors for which it is so; none when time is up or a signal came first.
  package static func wait(
    forReadable readable: [Int32], orClosed closed: [Int32] = [], upTo timeout: Duration
  ) throws(SystemError) -> Set<Int32> {
    var items = readable.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    items += closed.map { pollfd(fd: $0, events: 0, revents: 0) }
    let milliseconds = min(max((timeout / .milliseconds(1)).rounded(.up), 0), Double(Int32.max))
    if poll(&items, nfds_t(items.count), Int32(milliseconds)) < 0, errno != EINTR {
      throw SystemError("poll", "of \(items.count) descriptors")
    }
    return Set(items.filter { $0.revents != 0 }.map(\.fd))
  }
}

/// Gives the text of a small file of the system; nil when there is none.
func contents(of path: String) -> String? {
  guard let file = try? Descriptor(opening: path, O_RDONLY),
    case .bytes(let bytes)? = try? file.read()
  else { return nil }
  return String(decoding: bytes, as: UTF8.self)
}

/// Makes the call again while a signal interrupts it.
func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}
