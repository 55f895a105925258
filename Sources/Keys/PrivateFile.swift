import Glibc

/// What changes with every change of a file.
package struct FileState: Hashable, Sendable {
  private let inode: UInt
  private let size: Int
  private let seconds: Int
  private let nanoseconds: Int

  init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    inode = status.st_ino
    size = status.st_size
    seconds = status.st_ctim.tv_sec
    nanoseconds = status.st_ctim.tv_nsec
  }
}

/// Small files that nobody but their owner may read.
enum PrivateFile {
  /// A file longer than this is none of ours.
  private static let sizeLimit = 1 << 20

  /// The text of a file; refused where others could have read it too, or could have written it.
  static func text(at path: String) throws(KeyError) -> String {
    // A pipe under this name would keep us waiting.
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw refusal("be read", path) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw refusal("be read", path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw KeyError("'\(path)' is no file; name one that 'sweep keys new' made")
    }
    guard status.st_mode & 0o077 == 0 else {
      let mode = String(status.st_mode & 0o777, radix: 8)
      throw KeyError(
        "'\(path)' is open to others (mode \(mode)): what is in it may be known; make new keys, or"
          + " if nobody was there to look, chmod 600 '\(path)'")
    }
    guard status.st_uid == geteuid() || geteuid() == 0 else {
      throw KeyError("'\(path)' belongs to another user; use a file of your own")
    }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while bytes.count <= sizeLimit {
      let count = read(file, &chunk, chunk.count)
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      if count > 0 {
        bytes += chunk[..<count]
      } else if errno != EINTR {
        throw refusal("be read", path)
      }
    }
    throw KeyError("'\(path)' is longer than 1 MiB, and so holds no keys; name another file")
  }

  /// Makes a file that was not there.
  static func create(_ text: String, at path: String) throws(KeyError) {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      if errno == EEXIST {
        throw KeyError("'\(path)' exists already; move it away, or choose another name")
      }
      throw refusal("be made", path)
    }
    defer { close(file) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      guard count >= 0 || errno == EINTR else { throw unwritten(path) }
      rest = rest.dropFirst(max(count, 0))
    }
    guard fsync(file) == 0 else { throw unwritten(path) }
  }

  /// Puts a text in the place of a file's, all of it or nothing.
  static func replace(_ path: String, with text: String) throws(KeyError) {
    let draft = "\(path).\(getpid())"
    try create(text, at: draft)
    guard rename(draft, path) == 0 else {
      let error = refusal("be replaced", path)
      unlink(draft)
      throw error
    }
  }

  /// What `create` began cannot be finished, and half a key is none.
  private static func unwritten(_ path: String) -> KeyError {
    let error = refusal("be written", path)
    unlink(path)
    return error
  }

  private static func refusal(_ verb: String, _ path: String) -> KeyError {
    KeyError("'\(path)' cannot \(verb) (\(String(cString: strerror(errno))))")
  }
}
