import Glibc

/// A directory of small files that are there whole or not at all.
package struct Folder: Hashable, Sendable {
  /// The path as it was given; a relative one is not made absolute.
  package let path: String

  /// Makes the directory, and those above it, where they do not exist.
  package init(_ path: String) throws(SystemError) {
    self.path = path
    // Mostly only the last is missing; the way to it is walked where more are.
    if mkdir(path, 0o777) == 0 { return }
    var end = errno == EEXIST ? path.endIndex : path.startIndex
    while end < path.endIndex {
      end = path[end...].dropFirst().firstIndex(of: "/") ?? path.endIndex
      guard mkdir(String(path[..<end]), 0o777) == 0 || errno == EEXIST else {
        throw SystemError("mkdir", path)
      }
    }
    // Another process may have taken it away since.
    guard let kind = Folder.kind(of: path) else { throw SystemError("stat", path) }
    guard kind == .folder else { throw SystemError("mkdir", path, code: ENOTDIR) }
    guard access(path, R_OK | W_OK | X_OK) == 0 else { throw SystemError("access", path) }
  }

  /// A directory that this process has made.
  package init(made path: String) { self.path = path }

  /// Whether there is anything under the name.
  package static func exists(at path: String) -> Bool { access(path, F_OK) == 0 }

  /// The kind of entry under a path.
  package enum Kind: Hashable, Sendable { case file, folder, other }

  /// Gives the kind of entry there; nil when there is none. Links are followed.
  package static func kind(of path: String) -> Kind? {
    var facts = stat()
    guard stat(path, &facts) == 0 else { return nil }
    return switch facts.st_mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    default: .other
    }
  }

  /// Whether a link stands there, wherever it leads.
  package static func isLink(at path: String) -> Bool {
    var facts = stat()
    return lstat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFLNK
  }

  /// Where a link leads, as it was made; nil when none stands there.
  package static func target(ofLink path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path, &bytes, bytes.count)
    guard count >= 0 else { return nil }
    return String(decoding: bytes[..<count].map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)
  }

  /// The kind and the permissions of what is there, and whose it is; nil when there is nothing.
  package static func mode(of path: String) -> [UInt32]? {
    var facts = stat()
    guard lstat(path, &facts) == 0 else { return nil }
    return [facts.st_mode, facts.st_uid, facts.st_gid]
  }

  /// Whether a file is as `put` makes it, and has this name alone.
  ///
  /// - Parameter mode: of the directory that it was made in, by this process.
  package static func isOrdinaryFile(at path: String, in mode: [UInt32]) -> Bool {
    var facts = stat()
    guard lstat(path, &facts) == 0, facts.st_nlink == 1 else { return false }
    return [facts.st_mode, facts.st_uid, facts.st_gid]
      == [S_IFREG | mode[0] & 0o666, mode[1], mode[2]]
  }

  /// A text that is another once the file has been written to; nil when there is none.
  package static func version(of path: String) -> String? {
    var facts = stat()
    guard stat(path, &facts) == 0 else { return nil }
    let time = facts.st_mtim
    return "\(facts.st_dev) \(facts.st_ino) \(facts.st_size) \(time.tv_sec).\(time.tv_nsec)"
  }

  /// The path from the root, without links; nil when there is nothing.
  package static func absolute(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  /// Gives the names of its entries, in order.
  package func names() throws(SystemError) -> [String] { try Folder.names(in: path) }

  /// Gives the names of a directory's entries, in order.
  package static func names(in path: String) throws(SystemError) -> [String] {
    guard let directory = opendir(path) else { throw SystemError("opendir", path) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Gives a directory's entries, by their names.
  package static func entries(
    in path: String
  ) throws(SystemError) -> [(name: String, kind: EntryKind)] {
    guard let directory = opendir(path) else { throw SystemError("opendir", path) }
    defer { closedir(directory) }
    var entries: [(name: String, kind: EntryKind)] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name != ".", name != ".." else { continue }
      let kind: EntryKind =
        switch Int(entry.pointee.d_type) {
        case DT_REG: .file
        case DT_DIR: .folder
        // Some file systems do not tell.
        case DT_UNKNOWN: EntryKind(FileStamp(of: "\(path)/\(name)"))
        default: .other
        }
      entries.append((name, kind))
    }
    return entries.sorted { $0.name < $1.name }
  }

  /// The kind of an entry itself: a link is neither file nor folder, whatever it leads to.
  package enum EntryKind: Hashable, Sendable {
    case file, folder, other

    init(_ stamp: FileStamp?) {
      self = stamp?.isRegular == true ? .file : stamp?.isFolder == true ? .folder : .other
    }
  }

  /// All of a file.
  package func bytes(of name: String) throws(SystemError) -> [UInt8] {
    try WholeFile.bytes(at: "\(path)/\(name)")
  }

  /// Writes a file, in place of one of that name; when this returns, it is on the disk.
  package func write(_ bytes: [UInt8], to name: String) throws(SystemError) {
    try WholeFile.write(bytes, to: "\(path)/\(name)", survives: .powerCut)
  }

  /// Writes a file that may be lost with the machine.
  ///
  /// One that is there is cut after it was written: one that is emptied first is brought to the disk as soon as
  /// it is closed, by file systems that guard those who forget to ask for that.
  package func put(_ bytes: [UInt8], to name: String) throws(SystemError) {
    let path = "\(path)/\(name)"
    let file = try Descriptor(opening: path, O_WRONLY | O_CREAT, permissions: 0o666)
    try file.writeAll(bytes)
    if try FileStamp(of: file).size > bytes.count, ftruncate(file.number, bytes.count) != 0 {
      throw SystemError("ftruncate", path)
    }
    try file.close()
  }

  /// Takes the directory and all that lies in it away, as far as that is allowed.
  package func removeAll() { Folder.removeAll(at: path) }

  /// Takes whatever is there away, as far as that is allowed.
  package static func removeAll(at path: String) {
    // A link is taken away, and not what it leads to.
    if unlink(path) == 0 || errno == ENOENT { return }
    if let directory = opendir(path) {
      while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { removeAll(at: "\(path)/\(name)") }
      }
      closedir(directory)
    }
    rmdir(path)
  }

  /// Writes a file as `write(_:to:)` does, unless there is one of that name: then it gives false.
  package func write(_ bytes: [UInt8], toNew name: String) throws(SystemError) -> Bool {
    do throws(SystemError) {
      try WholeFile.write(bytes, toNew: "\(path)/\(name)", survives: .powerCut)
      return true
    } catch {
      guard error.code == EEXIST else { throw error }
      return false
    }
  }

  /// Takes a file away; one that is not there is gone already.
  package func remove(_ name: String) { unlink("\(path)/\(name)") }

  /// Gives something another name; false where something has it.
  package static func rename(_ path: String, to other: String) -> Bool {
    Glibc.rename(path, other) == 0
  }

  /// Takes the directory itself away, unless something lies in it.
  package func removeIfEmpty() { Folder.removeEmpty(at: path) }

  /// Takes away a folder that may not be there, if nothing is in it.
  package static func removeEmpty(at path: String) { rmdir(path) }

  /// Moves a file into another folder of the same disk.
  package func move(_ name: String, to other: Folder) throws(SystemError) {
    guard Glibc.rename("\(path)/\(name)", "\(other.path)/\(name)") == 0 else {
      throw SystemError("rename", "\(path)/\(name)")
    }
  }

  /// Keeps others out of what the file stands for, until its owner lets go or its process ends; nil
  /// when another has it.
  package func lock(_ name: String) throws(SystemError) -> FileLock? {
    let path = "\(path)/\(name)"
    while true {
      let file = try Descriptor(opening: path, O_RDWR | O_CREAT)
      guard flock(file.number, LOCK_EX | LOCK_NB) == 0 else {
        guard errno == EWOULDBLOCK else { throw SystemError("flock", path) }
        return nil
      }
      // The one who had it may have taken the file away, and another made a new one of that name.
      guard let named = FileStamp(behind: path),
        try FileStamp(of: file).isSameFile(as: named)
      else { continue }
      return FileLock(file)
    }
  }
}

extension Folder {
  /// Does the same, and waits for as long as another has it.
  package func awaitLock(_ name: String) throws(SystemError) -> FileLock {
    let file = try Descriptor(opening: "\(path)/\(name)", O_RDWR | O_CREAT)
    guard retrying({ flock(file.number, LOCK_EX) }) == 0 else {
      throw SystemError("flock", "\(path)/\(name)")
    }
    return FileLock(file)
  }
}

/// The right to what a file stands for.
package final class FileLock: Sendable {
  private let file: Descriptor

  init(_ file: consuming Descriptor) { self.file = file }
}

// MARK: - Single files

extension Folder {
  /// Bytes of a file.
  package static func size(of path: String) throws(SystemError) -> Int {
    var facts = stat()
    guard stat(path, &facts) == 0 else { throw SystemError("stat", path) }
    return Int(facts.st_size)
  }

  /// Some of a file, from a place in it; less at its end.
  package static func bytes(
    at path: String, from offset: Int, upTo count: Int
  ) throws(SystemError) -> [UInt8] {
    try Descriptor(opening: path, O_RDONLY).bytes(from: offset, upTo: count)
  }

  /// Gives a file or folder another name.
  package static func link(to target: String, at path: String) throws(SystemError) {
    guard symlink(target, path) == 0 else { throw SystemError("symlink", path) }
  }

  /// Puts a file in the place of another on the same disk.
  package static func moveFile(at path: String, to other: String) throws(SystemError) {
    guard Glibc.rename(path, other) == 0 else { throw SystemError("rename", path) }
  }

  /// Takes a file away; one that is not there is gone already.
  package static func removeFile(at path: String) { unlink(path) }
}
