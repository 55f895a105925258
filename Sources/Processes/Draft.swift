import Glibc

/// A file that comes bit by bit, and gets its name when it is whole.
package struct Draft: ~Copyable {
  private let path: String
  private let file: Descriptor
  /// Bytes that are there.
  package private(set) var size: Int

  /// Goes on with what an earlier process left; begins anew where that is too long.
  package init(at path: String, upTo limit: Int) throws(SystemError) {
    let file = try Descriptor(opening: path, O_WRONLY | O_CREAT)
    var found = Int(lseek(file.number, 0, SEEK_END))
    if found > limit {
      guard ftruncate(file.number, 0) == 0 else { throw SystemError("ftruncate", path) }
      found = Int(lseek(file.number, 0, SEEK_SET))
    }
    guard found >= 0 else { throw SystemError("lseek", path) }
    self.path = path
    self.file = file
    size = found
  }

  /// Writes all of the bytes at the end.
  ///
  /// - Throws: when the disk is full or fails; some of the bytes may be there.
  package mutating func append(_ bytes: [UInt8]) throws(SystemError) {
    try file.writeAll(bytes)
    size += bytes.count
  }

  /// Gives it its name, in the place of whatever has it, once it is safe on the disk.
  ///
  /// - Parameter survivesPowerCut: false waits for no disk, where readers look at the file's hash.
  package consuming func finish(
    as name: String, survivesPowerCut: Bool = true
  ) throws(SystemError) {
    guard !survivesPowerCut || fsync(file.number) == 0 else { throw SystemError("fsync", path) }
    try Folder.moveFile(at: path, to: name)
  }

  /// Takes it away.
  package consuming func discard() { unlink(path) }
}
