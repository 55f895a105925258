import Bundles
import Hosts
import Processes
import Synchronization

/// This program as a file to be copied, packed when the first host needs it.
final class BundleArchive: Sendable {
  let bundle: Bundle
  private let file = Mutex<LocalFile?>(nil)

  init() throws { bundle = try Bundle.ofSweep() }

  /// What the bundle is called on hosts.
  var name: String { String("\(bundle.hash)".prefix(16)) }

  /// The archive; packed once for each version of program and libraries, and kept among the user's
  /// caches.
  func packed() throws -> LocalFile {
    try file.withLock { file in
      if let file { return file }
      let folder = try Folder("\(try BundleArchive.cache)/bundles")
      let path = "\(folder.path)/\(bundle.hash).tar.gz"
      if !Folder.exists(at: path) { try bundle.write(to: path) }
      let made = try LocalFile(at: path)
      file = made
      return made
    }
  }

  /// Where this user's copies of programs lie.
  static var cache: String {
    get throws {
      let environment = CurrentProcess.environment
      if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") { return "\(cache)/sweep" }
      guard let home = environment["HOME"], home.hasPrefix("/") else {
        throw UserError("there is no home directory to pack a bundle in; set HOME")
      }
      return "\(home)/.cache/sweep"
    }
  }
}
