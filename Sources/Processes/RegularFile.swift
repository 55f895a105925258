import Glibc

/// The facts that the system tells of a file without opening it.
package struct FileStamp: Hashable, Sendable {
  private let device: UInt
  private let inode: UInt
  /// The size in bytes.
  package let size: Int
  private let seconds: Int
  let nanoseconds: Int
  /// Whether it is a file of bytes, and no link, folder, FIFO, socket or device.
  package let isRegular: Bool
  /// Whether it is a folder; a link to one is none.
  package let isFolder: Bool

  /// Looks at what stands under a path, links themselves; nil when nothing does.
  package init?(of path: String) {
    var facts = stat()
    guard lstat(path, &facts) == 0 else { return nil }
    self.init(facts)
  }

  /// Looks at what a path leads to, behind links; nil when nothing is there.
  package init?(behind path: String) {
    var facts = stat()
    guard stat(path, &facts) == 0 else { return nil }
    self.init(facts)
  }

  /// Looks at what a descriptor is open on, whatever has its name by now.
  init(of file: borrowing Descriptor) throws(SystemError) {
    var facts = stat()
    guard fstat(file.number, &facts) == 0 else {
      throw SystemError("fstat", "of descriptor \(file.number)")
    }
    self.init(facts)
  }

  init(_ facts: stat) {
    device = UInt(facts.st_dev)
    inode = UInt(facts.st_ino)
    size = Int(facts.st_size)
    seconds = facts.st_mtim.tv_sec
    nanoseconds = facts.st_mtim.tv_nsec
    isRegular = facts.st_mode & S_IFMT == S_IFREG
    isFolder = facts.st_mode & S_IFMT == S_IFDIR
  }

  private init(_ stamp: FileStamp, size: Int) {
    device = stamp.device
    inode = stamp.inode
    self.size = size
    seconds = stamp.seconds
    nanoseconds = stamp.nanoseconds
    isRegular = stamp.isRegular
    isFolder = stamp.isFolder
  }

  /// Whether the two are of one file, at whatever time.
  package func isSameFile(as other: FileStamp) -> Bool {
    device == other.device && inode == other.inode
  }

  /// The stamp of the same file with another size, which equals none that will be taken of it.
  package var unread: FileStamp { FileStamp(self, size: -1) }
}

/// A regular file that is open to be read, and nothing that could hold the reader up.
package struct RegularFile: ~Copyable {
  private let file: Descriptor

  /// - Throws: when there is none; also for a link, a FIFO or a device.
  package init(_ path: String) throws(SystemError) {
    file = try Descriptor(regular: path, O_NOFOLLOW)
  }

  /// Bytes from a place on; less at the end.
  package func bytes(from offset: Int, upTo limit: Int) throws(SystemError) -> [UInt8] {
    try file.bytes(from: offset, upTo: limit)
  }
}

extension Descriptor {
  /// Opens what a spec, a folder or a person names as a file, also behind links, to read it.
  ///
  /// A device may have no end, and at a FIFO there may be nobody who writes: whoever reads what others name
  /// would grow or wait for ever.
  package init(named path: String) throws(SystemError) {
    try self.init(regular: path, 0)
  }

  /// - Throws: also for a folder, a FIFO or a device.
  fileprivate init(regular path: String, _ flags: Int32) throws(SystemError) {
    let file = try Descriptor(opening: path, O_RDONLY | O_NONBLOCK | O_NOCTTY | flags)
    let stamp = try FileStamp(of: file)
    guard !stamp.isFolder else { throw SystemError("open", path, code: EISDIR) }
    guard stamp.isRegular else { throw SystemError.noFile(path) }
    self = file
  }

  /// Bytes of a file from a place on; less at its end.
  func bytes(from offset: Int, upTo limit: Int) throws(SystemError) -> [UInt8] {
    guard lseek(number, offset, SEEK_SET) >= 0 else {
      throw SystemError("lseek", "of descriptor \(number)")
    }
    var bytes: [UInt8] = []
    while bytes.count < limit,
      case .bytes(let more) = try read(upTo: min(limit - bytes.count, 1 << 20))
    {
      bytes += more
    }
    return bytes
  }
}
