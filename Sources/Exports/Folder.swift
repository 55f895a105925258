import Documents
import Glibc

/// A directory that an export fills: every file of it appears whole, or not at all.
///
/// Files are written in a hidden directory within and moved to their names at the end, those of an
/// earlier export giving way. Other files there are left alone.
///
/// ```swift
/// let folder = try Folder(at: "out", like: .tables, isForced: false)
/// try folder.write(table.csv, as: "summary.csv")
/// try folder.finish()
/// ```
package final class Folder {
  /// The marks by which an export of one kind is known again.
  package struct Kind: Sendable {
    /// The file whose beginning tells; it is put in place last.
    let mark: String
    let beginning: String
    /// Whether a name is one that exports of this kind give.
    let owns: @Sendable (String) -> Bool

    init(mark: String, beginning: String, owns: @escaping @Sendable (String) -> Bool) {
      self.mark = mark
      self.beginning = beginning
      self.owns = owns
    }
  }

  /// As the command line names it.
  package let path: String
  private let kind: Kind
  private let staging: String
  private let isNew: Bool
  private let isEarlierExport: Bool
  private var isFinished = false

  /// Makes the directory where it does not exist.
  ///
  /// One that holds something and is no export of this kind is refused, unless `isForced`: then
  /// files of the same names give way, and nothing else.
  package init(at path: String, like kind: Kind, isForced: Bool) throws(ExportError) {
    self.path = path
    self.kind = kind
    staging = path + "/" + Folder.hidden
    isNew = mkdir(path, 0o777) == 0
    guard isNew || errno == EEXIST else { throw .unwritable(path) }
    guard let names = Folder.names(in: path) else {
      throw ExportError("'\(path)' is not a directory; name one that is, or that is not there yet")
    }
    isEarlierExport = Folder.begins(path + "/" + kind.mark, with: kind.beginning)
    guard isForced || isEarlierExport || names.allSatisfy({ $0 == Folder.hidden }) else {
      throw ExportError(
        "'\(path)' holds other files than an earlier export; name another directory, or let files"
          + " of the same names be replaced with --force")
    }
    try Folder.remove(staging)
    guard mkdir(staging, 0o777) == 0 else { throw .unwritable(staging) }
  }

  deinit {
    guard !isFinished else { return }
    try? Folder.remove(staging)
    if isNew { rmdir(path) }
  }

  /// A new file; a `/` in its name makes directories.
  func file(_ name: String) throws(ExportError) -> OutputFile {
    var directory = staging
    for part in name.split(separator: "/").dropLast() {
      directory += "/" + part
      guard mkdir(directory, 0o777) == 0 || errno == EEXIST else { throw .unwritable(directory) }
    }
    return try OutputFile(staging + "/" + name)
  }

  /// A whole file at once.
  package func write(_ text: String, as name: String) throws(ExportError) {
    let file = try file(name)
    try file.append(text)
    try file.finish()
  }

  /// Puts everything in its place, and takes away what an earlier export has left over.
  package func finish() throws(ExportError) {
    let names = Set(Folder.names(in: staging) ?? [])
    let earlier = isEarlierExport ? (Folder.names(in: path) ?? []).filter(kind.owns) : []
    for name in earlier where !names.contains(name) { try Folder.remove(path + "/" + name) }
    for name in names.sorted(by: { ($0 == kind.mark ? 1 : 0, $0) < ($1 == kind.mark ? 1 : 0, $1) })
    {
      let place = path + "/" + name
      // A file gives way to a file by itself, a directory that holds something does not.
      if Folder.isDirectory(place) { try Folder.remove(place) }
      guard rename(staging + "/" + name, place) == 0 else { throw .unwritable(place) }
    }
    try Folder.remove(staging)
    isFinished = true
  }

  private static let hidden = ".sweep-export"
}

// MARK: - The file system

extension Folder {
  /// Lists the names in a directory; nil when it is none or may not be read.
  private static func names(in directory: String) -> [String]? {
    guard let stream = opendir(directory) else { return nil }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private static func isDirectory(_ path: String) -> Bool {
    var facts = stat()
    return lstat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
  }

  private static func begins(_ path: String, with beginning: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: beginning.utf8.count)
    return read(descriptor, &bytes, bytes.count) == bytes.count && bytes == Array(beginning.utf8)
  }

  /// Removes a file, or a directory with all that it holds; what is not there needs no removal.
  private static func remove(_ path: String) throws(ExportError) {
    if isDirectory(path) {
      for name in names(in: path) ?? [] { try remove(path + "/" + name) }
      guard rmdir(path) == 0 else { throw .unwritable(path) }
    } else {
      guard unlink(path) == 0 || errno == ENOENT else { throw .unwritable(path) }
    }
  }
}
