import Glibc
import Processes

/// Links, in the directory where a program starts, to what lies beside its spec: `study.csv` is found
/// there, and what trials write beside it stays apart.
///
/// A write through a link is a write to the one file that all trials share. It is noticed and told.
struct CodeLinks {
  private let code: String
  private let watched: [String]
  private let before: [String: FileStamp]
  /// The links in the directory, by name, and where each leads.
  let links: [String: String]

  /// The most files of linked folders that are looked at for writes.
  private static let watchLimit = 2000

  /// Makes the links. One whose name is taken is left out.
  ///
  /// - Parameters:
  ///   - former: the links that are there, by name, and where each leads.
  /// - Throws: why an entry beside the spec cannot be read or linked, which is no fault of the program.
  init(
    to folder: inout CodeFolder, in own: Folder, with former: [String: String] = [:]
  ) throws(SystemError) {
    let wanted = try folder.linkedNames()
    let code = folder.path
    self.code = code
    var watched: [String] = []
    var links: [String: String] = [:]
    for name in Set(former.keys).subtracting(wanted) { own.remove(name) }
    for name in wanted {
      let target = "\(code)/\(name)"
      if former[name] != target {
        if former[name] != nil { own.remove(name) }
        do throws(SystemError) {
          try Folder.link(to: target, at: "\(own.path)/\(name)")
        } catch {
          guard error.code == EEXIST else { throw error }
        }
      }
      links[name] = target
      // A folder that holds the results changes all the time, and hidden entries belong to other tools.
      guard !name.hasPrefix("."), !folder.attempts.hasPrefix("\(code)/\(name)/") else { continue }
      watched.append(name)
    }
    (self.watched, self.links) = (watched, links)
    before = CodeLinks.versions(of: watched, in: code)
  }

  /// The first name beside the spec, with the folder that it is in, that was written to since the links
  /// were made.
  var written: String? {
    let now = CodeLinks.versions(of: watched, in: code)
    let changed = now.keys.sorted().filter { before[$0] != now[$0] && !isOthers($0) }
    // A new name changes its folder too.
    return changed.first { !CodeLinks.isFolder("\(code)/\($0)") } ?? changed.first
  }

  /// Whether a process that is none of our programs has the file open: it may well be what is printed
  /// here, as in `sweep run > log`.
  private func isOthers(_ path: String) -> Bool {
    let holders = ProcessTree.holders(of: "\(code)/\(path)")
    guard !holders.isEmpty else { return false }
    let programs = Set(ProcessTree.processes(with: Leftovers.variable).map(\.id))
    return holders.contains { !programs.contains($0) }
  }

  private static func isFolder(_ path: String) -> Bool { Folder.kind(of: path) == .folder }

  /// Gives the version of each file, by its path; folders too, as a new name changes them.
  private static func versions(of names: [String], in code: String) -> [String: FileStamp] {
    var versions: [String: FileStamp] = [:]
    var open = Array(names.reversed())
    while let path = open.popLast(), versions.count < watchLimit {
      guard let version = FileStamp(behind: "\(code)/\(path)") else { continue }
      versions[path] = version
      guard version.isFolder, path.split(separator: "/").count < 4 else { continue }
      let inner = (try? Folder.names(in: "\(code)/\(path)")) ?? []
      open += inner.reversed().filter { !$0.hasPrefix(".") && $0 != "__pycache__" }
        .map { "\(path)/\($0)" }
    }
    return versions
  }
}
