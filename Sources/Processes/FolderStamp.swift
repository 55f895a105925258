import Glibc

/// The facts of a folder that are others once an entry has come, gone or been renamed in it, or it is
/// somebody else's.
package struct FolderStamp: Hashable, Sendable {
  private let file: FileStamp
  /// Its kind and permissions, and whose it is.
  package let mode: [UInt32]

  /// Looks at a folder, and not behind a link; nil where none is.
  package init?(of path: String) {
    var facts = stat()
    guard lstat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR else { return nil }
    file = FileStamp(facts)
    mode = [facts.st_mode, facts.st_uid, facts.st_gid]
  }

  /// Whether the file system tells parts of a second.
  package var isFine: Bool { file.nanoseconds != 0 }
}
