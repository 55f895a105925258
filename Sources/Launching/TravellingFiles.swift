import Processes

/// The files of a folder that are brought to other hosts.
///
/// | what | travels |
/// |---|---|
/// | a file, or a link to one in the folder | what stands in it |
/// | a link out of the folder | never: it is refused by name |
/// | what is hidden, or made by Python | never |
/// | what `.gitignore` or `.sweepignore` names | never |
/// | secret keys | never: they are told |
/// | more than `TravellingFiles.limit` | never: it is refused |
package struct TravellingFiles: Sendable {
  /// The paths of files from the folder that they are looked for in; sorted.
  package private(set) var paths: [String] = []
  /// Files with secret keys, which stay.
  package private(set) var keys: [String] = []

  private let top: String
  private let root: String
  private let leftOut: @Sendable (String) -> Bool
  private var size = 0
  private var largest = (size: 0, path: "")
  private let limit: Int

  /// The most bytes of all files together: 1 GiB.
  package static let limit = 1 << 30
  /// The most files; one more is refused with a `LaunchError`.
  package static let countLimit = 100_000

  /// - Parameters:
  ///   - path: of the folder whose files travel, from `top`.
  ///   - leftOut: whether a file, by its path from the root, stays for another reason.
  ///   - limit: bytes of all files.
  package init(
    _ path: String, in top: String, limit: Int = TravellingFiles.limit,
    leftOut: @escaping @Sendable (String) -> Bool = { _ in false }
  ) throws(LaunchError) {
    guard Folder.kind(of: "\(top)/\(path)") == .folder, let root = Folder.absolute("\(top)/\(path)")
    else { throw LaunchError("there is no folder '\(path)' for sync in '\(top)'") }
    guard let whole = Folder.absolute(top), root == whole || root.hasPrefix(whole + "/") else {
      throw LaunchError(
        "'\(path)' is a link to '\(root)', which does not lie in the folder of the spec; name a folder"
          + " that does, for sync")
    }
    self.top = top
    self.root = root
    self.leftOut = leftOut
    self.limit = limit
    var rules = IgnoreRules()
    let place = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    // The rules of the folders above it say something about it, too.
    var above = ""
    for part in place.split(separator: "/") {
      try read(&rules, of: above)
      above += above.isEmpty ? String(part) : "/\(part)"
    }
    try walk(place, rules, within: [])
    paths.sort()
  }

  private func read(_ rules: inout IgnoreRules, of folder: String) throws(LaunchError) {
    for name in IgnoreRules.names {
      let path = absolute(TravellingFiles.joined(folder, name))
      guard Folder.kind(of: path) == .file else { continue }
      do throws(SystemError) {
        let bytes = try WholeFile.bytes(at: path, upTo: 1 << 20) ?? []
        rules.add(String(decoding: bytes, as: UTF8.self), of: folder)
      } catch {
        throw LaunchError("'\(path)' cannot be read: \(error.message)", cause: error)
      }
    }
  }

  private func absolute(_ path: String) -> String { path.isEmpty ? top : "\(top)/\(path)" }

  private static func joined(_ folder: String, _ name: String) -> String {
    folder.isEmpty ? name : "\(folder)/\(name)"
  }

  /// - Parameter above: the folders that this one lies in, as they are called without links.
  private mutating func walk(
    _ folder: String, _ rules: IgnoreRules, within above: [String]
  ) throws(LaunchError) {
    let real = Folder.absolute(absolute(folder)) ?? absolute(folder)
    guard !above.contains(real) else {
      throw LaunchError(
        "'\(folder)' is a link to a folder that it lies in, so that there is no end to it; take the link"
          + " away, or leave it out with a line in .sweepignore")
    }
    var rules = rules
    try read(&rules, of: folder)
    let names: [String]
    do throws(SystemError) {
      names = try Folder.names(in: absolute(folder))
    } catch {
      throw LaunchError("'\(folder)' cannot be read: \(error.message)", cause: error)
    }
    for name in names
    where !name.hasPrefix(".") && name != "__pycache__" && !name.hasSuffix(".pyc") {
      let path = TravellingFiles.joined(folder, name)
      let kind = Folder.kind(of: absolute(path))
      guard let kind, kind != .other, !rules.ignores(path, isFolder: kind == .folder) else {
        continue
      }
      let target = Folder.absolute(absolute(path)) ?? ""
      guard !leftOut(target) else { continue }
      if Folder.isLink(at: absolute(path)), target != root, !target.hasPrefix(root + "/") {
        throw LaunchError(
          "'\(path)' is a link to '\(target)', which does not lie in the folder that sync brings to other"
            + " hosts; put a copy in the place of the link, or leave it out with a line in .sweepignore"
        )
      }
      if kind == .folder {
        try walk(path, rules, within: above + [real])
      } else {
        try take(path)
      }
    }
  }

  private mutating func take(_ path: String) throws(LaunchError) {
    do throws(SystemError) {
      let bytes = try Folder.size(of: absolute(path))
      if try isKey(path, bytes) { return keys.append(path) }
      size += bytes
      if bytes > largest.size { largest = (bytes, path) }
    } catch {
      throw LaunchError("'\(path)' cannot be read: \(error.message)", cause: error)
    }
    paths.append(path)
    guard size > limit || paths.count > TravellingFiles.countLimit else { return }
    throw LaunchError(
      (size > limit
        ? "sync would bring more than \(limit >> 20) MiB to every host (the largest file is"
          + " '\(largest.path)', \(largest.size >> 20) MiB)"
        : "sync would bring more than \(TravellingFiles.countLimit) files to every host")
        + "; name a smaller folder, or leave out what is not needed with lines in .sweepignore")
  }

  /// Whether a secret key stands in the file: one of ours, or one in the form of most others.
  private func isKey(_ path: String, _ size: Int) throws(SystemError) -> Bool {
    guard size > 0, size < 1 << 16 else { return false }
    let start = try Folder.bytes(at: absolute(path), from: 0, upTo: 128)
    let line = String(decoding: start.prefix { $0 != 0x0a && $0 != 0x0d }, as: UTF8.self)
    return line.hasPrefix("# A key of sweep.")
      || line.hasPrefix("-----BEGIN ") && line.hasSuffix("PRIVATE KEY-----")
  }
}
