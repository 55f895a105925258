import Bundles
import Hashing
import Hosts
import Processes
import Synchronization

/// The files that a program of the user's consists of, as hosts get them: once for what stands in
/// them.
package final class SyncedFolder: Sendable {
  private let files: [(place: String, path: String)]
  private let stage: TemporaryFolder
  private let packed = Mutex<LocalFile?>(nil)
  /// The digest of all names and contents.
  private let hash: Digest

  /// - Parameters:
  ///   - files: by their paths from the folder.
  ///   - folder: where they lie here.
  package init(_ files: [String], in folder: String) throws {
    let folder = Folder.absolute(folder) ?? folder
    self.files = files.map { (place: $0, path: "\(folder)/\($0)") }
    stage = try TemporaryFolder()
    var hasher = Digest.Hasher()
    for file in self.files {
      let digest = Digest(of: try WholeFile.bytes(at: file.path))
      hasher.update(Array("\(file.place)\0".utf8) + digest.bytes)
    }
    hash = hasher.finish()
  }

  /// The name of the folder on hosts.
  var name: String { String("\(hash)".prefix(16)) }

  /// All of them in one file; packed when the first host needs it.
  func archive() throws -> LocalFile {
    try packed.withLock { packed in
      if let packed { return packed }
      let path = "\(stage.path)/\(name).tar.gz"
      try Archive(folder: name, files: files).write(to: path)
      let made = try LocalFile(at: path)
      packed = made
      return made
    }
  }
}
