import Glibc
import Processes

/// Held by the one process that writes a results file, for as long as this lives.
///
/// There are two locks. One lies on a file of its own, `FILE-lock`, that also tells which process holds it,
/// and keeps out processes that know the results file by the same path, through whatever links. The other
/// lies on the results file itself, and keeps out processes that know it by another path: a hard link, or a
/// mount. A file `FILE-lock` without a lock is a leftover.
package struct WriterLock: ~Copyable {
  private let path: String
  private let descriptor: Int32
  /// On the results file itself; nil before `takeFile`.
  private var file: Int32?

  /// SQLite locks bytes from 2^30 on; none of its files comes near this one.
  private static let place = 1 << 62

  /// Locks `file` for writing, or says who has it.
  init(for file: String) throws(StoreError) {
    path = WriterLock.path(of: file)
    while true {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw .unopenable(file, String(cString: strerror(errno))) }
      guard OpenFileLock.take(descriptor) else {
        let refusal =
          errno == EAGAIN || errno == EACCES
          ? WriterLock.refusal(
            of: file, process: WriterLock.process(in: descriptor),
            host: WriterLock.host(in: descriptor))
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
    let text = "\(getpid())\n\(WriterLock.thisHost)\n"
    _ = text.withCString { pwrite(descriptor, $0, text.utf8.count, 0) }
  }

  /// Locks the results file itself, which has to be there, or says which process has it under another name.
  ///
  /// Closing any descriptor of the file drops the locks that SQLite has on it in this process: so this
  /// one is closed after SQLite's, by the owner of both, and nothing else opens it.
  mutating func takeFile(_ file: String) throws(StoreError) {
    let descriptor = open(file, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unopenable(file, String(cString: strerror(errno))) }
    guard OpenFileLock.take(descriptor, at: WriterLock.place) else {
      let code = errno
      close(descriptor)
      guard code == EAGAIN || code == EACCES else {
        throw .unopenable(file, "its lock: " + String(cString: strerror(code)))
      }
      throw WriterLock.refusal(
        of: file, process: LockHolder.all(on: [file]).first?.process,
        because: " under another name of the same file")
    }
    self.file = descriptor
  }

  deinit {
    unlink(path)
    close(descriptor)
    if let file { close(file) }
  }

  /// The lock of a results file by its own path, whatever links lead to it.
  private static func path(of file: String) -> String { (Folder.absolute(file) ?? file) + "-lock" }

  /// The process that writes `file` now; nil when there is none.
  package static func holder(of file: String) -> Int? {
    let descriptor = open(path(of: file), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return OpenFileLock.isTaken(descriptor) ? process(in: descriptor) : nil
  }

  /// The other machine whose process writes `file` now, where a network's disk has it; nil where none does.
  package static func otherHost(writing file: String) -> String? {
    let descriptor = open(path(of: file), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard OpenFileLock.isTaken(descriptor) else { return nil }
    return host(in: descriptor)
  }

  /// The process id in the lock file; nil in the instant before it is written.
  private static func process(in descriptor: Int32) -> Int? {
    lines(in: descriptor).first.flatMap { Int($0) }
  }

  /// The machine in the lock file, where that is another than this.
  private static func host(in descriptor: Int32) -> String? {
    lines(in: descriptor).dropFirst().first.map(String.init).flatMap { $0 == thisHost ? nil : $0 }
  }

  private static func lines(in descriptor: Int32) -> [Substring] {
    var bytes = [UInt8](repeating: 0, count: 300)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self).split(separator: "\n")
  }

  private static let thisHost: String = {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }()

  private static func refusal(
    of file: String, process: Int?, host: String? = nil, because: String = ""
  ) -> StoreError {
    let holder =
      (process.map { "process \($0)" } ?? "another process") + (host.map { " on \($0)" } ?? "")
    return StoreError(
      .locked(process: process),
      "'\(file)' is being written by \(holder)\(because); wait for it, stop it, or name another file"
        + " with --results")
  }
}
