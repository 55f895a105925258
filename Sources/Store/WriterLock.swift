import Glibc

/// Held by the one process that writes a results file, for as long as this lives.
///
/// The lock lies on a file of its own, `FILE-lock`, that also tells who holds it: on the results
/// file itself, closing any descriptor would drop the locks that SQLite has there. The kernel lets
/// go of it when the process dies, however it dies; a file without a lock is a leftover.
package struct WriterLock: ~Copyable {
  private let path: String
  private let descriptor: Int32

  /// Locks `file` for writing, or says who has it.
  init(for file: String) throws(StoreError) {
    path = file + "-lock"
    while true {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw .unopenable(file, String(cString: strerror(errno))) }
      guard WriterLock.lock(descriptor, .take) != nil else {
        let refusal =
          errno == EAGAIN || errno == EACCES
          ? WriterLock.refusal(of: file, process: WriterLock.process(in: descriptor))
          : StoreError.unopenable(file, "its lock: " + String(cString: strerror(errno)))
        close(descriptor)
        throw refusal
      }
      // A holder takes the file away when it goes: then the lock lies on a file that nobody finds.
      var facts = stat()
      if fstat(descriptor, &facts) == 0, facts.st_nlink > 0 {
        self.descriptor = descriptor
        break
      }
      close(descriptor)
    }
    ftruncate(descriptor, 0)
    let text = "\(getpid())\n"
    _ = text.withCString { pwrite(descriptor, $0, text.utf8.count, 0) }
  }

  deinit {
    unlink(path)
    close(descriptor)
  }

  /// The process that writes `file` now; nil when there is none.
  package static func holder(of file: String) -> Int? {
    let descriptor = open(file + "-lock", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard let found = lock(descriptor, .ask), found.l_type != Int16(F_UNLCK) else {
      return nil
    }
    return process(in: descriptor)
  }

  /// `F_OFD_GETLK` and `F_OFD_SETLK`, which Glibc's module does not show: locks of an open file and
  /// not of a process, so that a second writer in the same process is kept out too.
  private enum Command: Int32 {
    case ask = 36
    case take = 37
  }

  /// What stands in the way of the lock, or the lock itself; nil when another holds what is taken.
  private static func lock(_ descriptor: Int32, _ command: Command) -> Glibc.flock? {
    var request = Glibc.flock()
    request.l_type = Int16(F_WRLCK)
    request.l_whence = Int16(SEEK_SET)
    return fcntl(descriptor, command.rawValue, &request) == 0 ? request : nil
  }

  /// The process id in the lock file; nil in the instant before it is written.
  private static func process(in descriptor: Int32) -> Int? {
    var bytes = [UInt8](repeating: 0, count: 20)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return Int(String(decoding: bytes.prefix(max(count, 0)).prefix { $0 != 0x0a }, as: UTF8.self))
  }

  private static func refusal(of file: String, process: Int?) -> StoreError {
    let holder = process.map { "process \($0)" } ?? "another process"
    return StoreError(
      .locked(process: process),
      "'\(file)' is being written by \(holder); wait for it, stop it, or name another file with"
        + " --results")
  }
}
