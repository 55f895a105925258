import Glibc

/// A folder that only this user can enter, removed with all that lies in it when its owner lets go.
///
/// A process that is killed leaves its folders. Beside each lies a file `NAME.lock` that is locked as
/// long as its owner lives: the process that makes the next folder takes away those whose owners are gone.
package final class TemporaryFolder: Sendable {
  /// The path of the folder, without a slash at its end.
  package let path: String
  private let lock: FileLock

  private static let lead = "sweep-"
  private static let suffix = ".lock"

  /// - Parameter parent: where to make it; nil for where temporary files are wanted.
  package init(in parent: String? = nil) throws(SystemError) {
    let parent = parent ?? TemporaryFolder.place
    TemporaryFolder.removeLeftovers(in: parent)
    var template = Array("\(parent)/\(TemporaryFolder.lead)XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw SystemError("mkdtemp", "in \(parent)") }
    let path = String(cString: made)
    do throws(SystemError) {
      let file = try Descriptor(
        opening: path + TemporaryFolder.suffix, O_RDWR | O_CREAT, permissions: 0o600)
      guard flock(file.number, LOCK_EX | LOCK_NB) == 0 else {
        throw SystemError("flock", path + TemporaryFolder.suffix)
      }
      lock = FileLock(file)
    } catch {
      rmdir(path)
      throw error
    }
    self.path = path
  }

  deinit {
    Folder.removeAll(at: path)
    unlink(path + TemporaryFolder.suffix)
  }

  /// Where temporary files are wanted.
  package static var place: String {
    let wanted = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    return wanted.isEmpty ? "/tmp" : wanted
  }

  /// Takes away what owners left that are gone.
  private static func removeLeftovers(in parent: String) {
    for name in (try? Folder.names(in: parent)) ?? []
    where name.hasPrefix(lead) && name.hasSuffix(suffix) {
      let path = "\(parent)/\(name)"
      var facts = stat()
      // One that was just made may be about to be locked.
      guard lstat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, facts.st_uid == geteuid(),
        time(nil) - facts.st_mtim.tv_sec > 60,
        let file = try? Descriptor(opening: path, O_RDWR | O_NOFOLLOW),
        flock(file.number, LOCK_EX | LOCK_NB) == 0
      else { continue }
      Folder.removeAll(at: String(path.dropLast(suffix.count)))
      unlink(path)
    }
  }
}
