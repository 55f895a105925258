import Glibc
import Processes

/// The state of a file, which is another after every change of it.
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

  private static let permissions: UInt32 = 0o600

  /// The text of a file; refused where others could have read it too, or could have written it.
  static func text(at path: String) throws(KeyError) -> String {
    let facts: Descriptor.Facts
    let bytes: [UInt8]?
    do throws(SystemError) {
      // A pipe under this name would keep us waiting.
      let file = try Descriptor(reading: path, waits: false)
      facts = try file.facts()
      bytes = facts.isFile ? try file.rest(upTo: sizeLimit) : []
    } catch {
      throw KeyError(path, "be read", error)
    }
    guard facts.isFile else {
      throw KeyError("'\(path)' is no file; name one that 'sweep keys new' made")
    }
    guard facts.permissions & 0o077 == 0 else {
      let mode = String(facts.permissions & 0o777, radix: 8)
      throw KeyError(
        "'\(path)' is open to others (mode \(mode)): what is in it may be known; make new keys, or"
          + " if nobody was there to look, chmod 600 '\(path)'")
    }
    guard facts.isOurs else {
      throw KeyError("'\(path)' belongs to another user; use a file of your own")
    }
    guard let bytes else {
      throw KeyError("'\(path)' is longer than 1 MiB, and so holds no keys; name another file")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Makes a file that was not there; half a key is none.
  static func create(_ text: String, at path: String) throws(KeyError) {
    do throws(SystemError) {
      try WholeFile.write(
        Array(text.utf8), toNew: path, survives: .powerCut, permissions: permissions)
    } catch {
      guard error.code == EEXIST else { throw KeyError(path, "be made", error) }
      throw KeyError("'\(path)' exists already; move it away, or choose another name")
    }
  }

  /// Puts a text in the place of a file's, all of it or nothing.
  static func replace(_ path: String, with text: String) throws(KeyError) {
    do throws(SystemError) {
      try WholeFile.write(
        Array(text.utf8), to: path, survives: .powerCut, permissions: permissions)
    } catch {
      throw KeyError(path, "be replaced", error)
    }
  }
}

extension KeyError {
  fileprivate init(_ path: String, _ verb: String, _ error: SystemError) {
    self.init("'\(path)' cannot \(verb) (\(error.message))")
  }
}
