import Glibc

/// The processes of the machine and their parents, as they are at this moment.
package struct ProcessTree {
  private var children: [Int32: [Int32]] = [:]

  /// Reads the parents of all processes from `/proc`; one that ends meanwhile is left out.
  package init() {
    for id in ProcessTree.all {
      guard let fields = ProcessTree.fields(of: id), fields.count > 1, let parent = Int32(fields[1])
      else { continue }
      children[parent, default: []].append(id)
    }
  }

  /// The processes that a process started, that those started, and so on.
  package func descendants(of id: Int32) -> [Int32] {
    var found: [Int32] = []
    var open = [id]
    while let next = open.popLast() {
      let more = children[next] ?? []
      found += more
      open += more
    }
    return found
  }

  /// When a process began, in the system's own count: with its number it names one process for ever.
  package static func start(of id: Int32) -> String? {
    guard let fields = fields(of: id), fields.count > 19 else { return nil }
    return String(fields[19])
  }

  /// The processes that were started with a variable, directly or by others that were, and its values.
  package static func processes(with variable: String) -> [(id: Int32, value: String)] {
    let lead = Array((variable + "=").utf8)
    return all.compactMap { id in
      guard let file = try? Descriptor(reading: "/proc/\(id)/environ") else { return nil }
      var bytes: [UInt8] = []
      while case .bytes(let more)? = try? file.read() { bytes += more }
      let entry = bytes.split(separator: 0).first { $0.starts(with: lead) }
      return entry.map { (id, String(decoding: $0.dropFirst(lead.count), as: UTF8.self)) }
    }
  }

  /// The processes that have a file open, as far as they are this user's.
  package static func holders(of path: String) -> [Int32] {
    var file = stat()
    guard stat(path, &file) == 0 else { return [] }
    return all.filter { id in
      let names = (try? Folder.names(in: "/proc/\(id)/fd")) ?? []
      return names.contains { name in
        var open = stat()
        return stat("/proc/\(id)/fd/\(name)", &open) == 0 && open.st_dev == file.st_dev
          && open.st_ino == file.st_ino
      }
    }
  }

  /// Bytes of memory that are not of files; nil of a process that has ended.
  static func ownMemory(of id: Int32) -> Int? {
    guard let text = contents(of: "/proc/\(id)/statm") else { return nil }
    let pages = text.split(separator: " ").compactMap { Int($0) }
    guard pages.count > 2 else { return nil }
    return (pages[1] - pages[2]) * sysconf(Int32(_SC_PAGESIZE))
  }

  /// As `ownMemory`, each page divided among the processes that share it.
  static func proportionalMemory(of id: Int32) -> Int? {
    guard let text = contents(of: "/proc/\(id)/smaps_rollup"),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("Pss_Anon:") })
    else { return ownMemory(of: id) }
    return line.split(separator: " ").compactMap { Int($0) }.first.map { $0 << 10 }
  }

  private static var all: [Int32] {
    guard let directory = opendir("/proc") else { return [] }
    defer { closedir(directory) }
    var ids: [Int32] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if let id = Int32(name) { ids.append(id) }
    }
    return ids
  }

  /// Gives the fields that `proc(5)` lists of a process from the third on, the second being its name, which
  /// can hold anything.
  private static func fields(of id: Int32) -> [Substring]? {
    guard let text = contents(of: "/proc/\(id)/stat"), let end = text.lastIndex(of: ")") else {
      return nil
    }
    return text[end...].dropFirst().split(separator: " ")
  }
}
