import Processes

/// The commit that git has checked out in a folder.
package struct Revision: Hashable, Sendable {
  /// The commit's hash.
  package let name: String
  /// Whether files that git knows differ from it.
  package let isChanged: Bool

  /// Asks git; nil where there is no git, or no commit.
  package init?(of folder: String) {
    let environment = CurrentProcess.environment
    guard environment["GIT_DIR"] != nil || Revision.isKept(folder),
      let lines = Revision.status(of: folder, environment)?.split(separator: "\n")
    else { return nil }
    let head = "# branch.oid "
    guard let line = lines.first(where: { $0.hasPrefix(head) }) else { return nil }
    name = String(line.dropFirst(head.count))
    // Before the first commit, git says `(initial)`.
    guard name.count >= 40 else { return nil }
    isChanged = lines.contains { !$0.hasPrefix("#") }
  }

  /// Whether the folder, or one that it lies in, is a repository: else git need not be asked.
  private static func isKept(_ folder: String) -> Bool {
    guard var path = Folder.absolute(folder) else { return false }
    while !Folder.exists(at: "\(path)/.git") {
      guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
        return Folder.exists(at: "/.git")
      }
      path = String(path[..<slash])
    }
    return true
  }

  /// Gives git's word on a folder, its commit and the files that differ; nil when it fails, or takes too long.
  private static func status(of folder: String, _ environment: [String: String]) -> String? {
    var command = Command(
      "git",
      arguments: [
        "-C", folder, "status", "--porcelain=v2", "--branch", "--no-ahead-behind",
        "--untracked-files=no",
      ], environment: environment)
    command.output = .pipe
    command.errorOutput = .null
    guard let child = try? command.start() else { return nil }
    var bytes: [UInt8] = []
    while true {
      guard (try? child.output?.waitUntilReadable(upTo: .seconds(5))) == true else { return nil }
      guard case .bytes(let more)? = try? child.output?.read() else { break }
      bytes += more
    }
    guard (try? child.wait()) == .exited(0) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
