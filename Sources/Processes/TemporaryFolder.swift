import Glibc

/// A folder that only this user can enter, removed with all that lies in it when its owner lets go.
package final class TemporaryFolder: Sendable {
  package let path: String

  /// - Parameter parent: where to make it; nil for where temporary files are wanted.
  package init(in parent: String? = nil) throws(SystemError) {
    let parent = parent ?? getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/sweep-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw SystemError("mkdtemp", "in \(parent)") }
    path = String(cString: made)
  }

  deinit { Folder.removeAll(at: path) }
}
