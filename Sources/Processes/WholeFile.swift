import Glibc

/// Files that are read as a whole, and that are there whole or not at all.
///
/// ```swift
/// try WholeFile.write(bytes, to: "table.csv")
/// try WholeFile.write(bytes, to: "0b2f.safetensors", survives: .powerCut)
/// let bytes = try WholeFile.bytes(at: "spec.yaml", upTo: 4 << 20)  // nil of a longer one
/// ```
package enum WholeFile {
  /// The danger that a file that was written is safe from.
  package enum Danger {
    /// The end of this process, however it comes.
    case crash
    /// That of the machine too: the file and its name are on the disk.
    case powerCut
  }

  /// All of a file; nil of one that is longer than `limit`.
  package static func bytes(at path: String, upTo limit: Int) throws(SystemError) -> [UInt8]? {
    try Descriptor(reading: path).rest(upTo: limit)
  }

  /// The most bytes that a file can have to be read as a whole: those of the machine's memory.
  package static let most = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))

  /// All of what a spec, a folder or a person names as a file: see `Descriptor.init(named:)`. One that is larger
  /// than the machine's memory is refused.
  package static func bytes(named path: String) throws(SystemError) -> [UInt8] {
    guard let bytes = try Descriptor(named: path).rest(upTo: most) else {
      throw SystemError("read", path, code: EFBIG)
    }
    return bytes
  }

  /// All of a file.
  package static func bytes(at path: String) throws(SystemError) -> [UInt8] {
    guard let bytes = try bytes(at: path, upTo: .max) else {
      preconditionFailure("no file is longer than the greatest number")
    }
    return bytes
  }

  /// Writes a file, in place of one of that name: a reader finds the old one or the new one.
  ///
  /// - Parameter permissions: of the file, as far as the process's mask allows.
  package static func write(
    _ bytes: [UInt8], to path: String, survives danger: Danger = .crash,
    permissions: UInt32 = 0o666
  ) throws(SystemError) {
    try write(bytes, to: path, survives: danger, permissions: permissions) { draft in
      rename(draft, path) == 0 ? nil : "rename"
    }
  }

  /// Writes a file under a name that nothing has; else the error's code is `EEXIST`.
  package static func write(
    _ bytes: [UInt8], toNew path: String, survives danger: Danger = .crash,
    permissions: UInt32 = 0o666
  ) throws(SystemError) {
    try write(bytes, to: path, survives: danger, permissions: permissions) { draft in
      // Unlike a rename, this never takes the place of another.
      guard link(draft, path) == 0 else { return "link" }
      unlink(draft)
      return nil
    }
  }

  /// - Parameter publish: gives the draft its name, or tells the call that refused to.
  private static func write(
    _ bytes: [UInt8], to path: String, survives danger: Danger, permissions: UInt32,
    _ publish: (_ draft: String) -> String?
  ) throws(SystemError) {
    // Two processes that write the same file have drafts of their own.
    let draft = "\(path).\(getpid()).draft"
    let file = try Descriptor(
      opening: draft, O_WRONLY | O_CREAT | O_TRUNC, permissions: permissions)
    do throws(SystemError) {
      try file.writeAll(bytes)
      if danger == .powerCut, fsync(file.number) != 0 { throw SystemError("fsync", draft) }
      try file.close()
      if let call = publish(draft) { throw SystemError(call, path) }
    } catch {
      unlink(draft)
      throw error
    }
    guard danger == .powerCut else { return }
    // The name is the directory's, and has to be as safe as what it names.
    let folder = Path.parent(of: path)
    let directory = try Descriptor(opening: folder, O_RDONLY | O_DIRECTORY)
    guard fsync(directory.number) == 0 else { throw SystemError("fsync", folder) }
  }
}
