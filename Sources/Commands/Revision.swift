import Processes

/// The commit that git has checked out in a folder.
package struct Revision: Hashable, Sendable {
  /// The commit's hash.
  package let name: String
  /// Whether files that git knows differ from it.
  package let isChanged: Bool

  /// Asks git; nil where there is no git, or no commit.
  package init?(of folder: String) {
    guard let name = Revision.git(["rev-parse", "HEAD"], in: folder), name.count >= 40,
      let status = Revision.git(["status", "--porcelain", "--untracked-files=no"], in: folder)
    else { return nil }
    self.name = name
    isChanged = !status.isEmpty
  }

  /// Gives git's answer to a question; nil when it fails, or takes too long.
  private static func git(_ words: [String], in folder: String) -> String? {
    var command = Command(
      "git", arguments: ["-C", folder] + words, environment: CurrentProcess.environment)
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
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").joined(separator: "\n")
  }
}
