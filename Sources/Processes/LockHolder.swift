import Glibc

/// A process that keeps others out of a file, as far as `/proc` tells.
package struct LockHolder: Hashable, Sendable {
  /// The id of the process.
  package let process: Int
  /// The name of its program, in letters that a terminal can take; nil where that is not told.
  package let program: String?

  init(process: Int) {
    self.process = process
    let name = (try? WholeFile.bytes(at: "/proc/\(process)/comm", upTo: 64)).flatMap(\.self) ?? []
    let letters = name.filter { (0x21...0x7e).contains($0) }
    program = letters.isEmpty ? nil : String(decoding: letters, as: UTF8.self)
  }

  /// `process 4711 (sqlite3)`
  package var words: String { "process \(process)" + (program.map { " (\($0))" } ?? "") }
}

extension LockHolder {
  /// The other processes that hold a lock on any of the files; none where `/proc` does not tell.
  package static func all(on paths: [String]) -> [LockHolder] {
    let files = paths.compactMap(FileNumber.init)
    guard !files.isEmpty, let locks = try? WholeFile.bytes(at: "/proc/locks", upTo: 16 << 20) else {
      return []
    }
    var processes: Set<Int> = []
    for line in String(decoding: locks, as: UTF8.self).split(separator: "\n") {
      guard let lock = HeldLock(line), let file = files.first(where: { $0.inode == lock.inode })
      else { continue }
      if let process = lock.process {
        // The numbers of files repeat on other disks, and /proc names disks otherwise than stat does.
        if file.isOpen(in: process) ?? true { processes.insert(process) }
      } else {
        // A lock of an open file and not of a process: its holders have the file open with such a lock.
        processes.formUnion(file.processesWithLocks())
      }
    }
    processes.remove(Int(getpid()))
    return processes.sorted().map(LockHolder.init)
  }
}

/// A line of `/proc/locks`: `1: POSIX  ADVISORY  WRITE 4711 08:01:1234 0 EOF`.
private struct HeldLock {
  let inode: UInt64
  /// The process that holds the lock; nil for a lock that belongs to none.
  let process: Int?

  /// Reads a line; nil for one that tells of a process that waits, and for any other.
  init?(_ line: Substring) {
    let words = line.split(separator: " ")
    guard words.count >= 8, words[1] != "->", let process = Int(words[4]),
      let inode = words[5].split(separator: ":").last.flatMap({ UInt64($0) })
    else { return nil }
    self.inode = inode
    self.process = process > 0 ? process : nil
  }
}

/// The numbers that tell a file from all others of the machine.
private struct FileNumber: Hashable {
  let device: UInt64
  let inode: UInt64

  init?(_ path: String) {
    var facts = stat()
    guard stat(path, &facts) == 0 else { return nil }
    device = UInt64(facts.st_dev)
    inode = UInt64(facts.st_ino)
  }

  /// Whether a process has the file open; nil where that is not for us to know.
  func isOpen(in process: Int) -> Bool? {
    guard let names = try? Folder.names(in: "/proc/\(process)/fd") else { return nil }
    return names.contains { FileNumber("/proc/\(process)/fd/\($0)") == self }
  }

  /// The processes that have the file open under a lock of its own.
  func processesWithLocks() -> [Int] {
    let names = (try? Folder.names(in: "/proc")) ?? []
    return names.compactMap { Int($0) }.filter { process in
      let descriptors = (try? Folder.names(in: "/proc/\(process)/fd")) ?? []
      return descriptors.contains { name in
        guard FileNumber("/proc/\(process)/fd/\(name)") == self,
          let text = try? WholeFile.bytes(at: "/proc/\(process)/fdinfo/\(name)", upTo: 4096)
        else { return false }
        return String(decoding: text, as: UTF8.self).contains("OFDLCK")
      }
    }
  }
}
