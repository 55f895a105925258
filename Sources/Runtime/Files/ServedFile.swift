import Cluster
import Hashing
package import Processes

/// A file here that is offered elsewhere.
package struct ServedFile: Sendable {
  let offer: OfferedFile
  let path: String

  /// Reads the file, for its hash.
  ///
  /// - Parameter place: where it belongs elsewhere.
  package init(_ path: String, place: String) throws(SystemError) {
    let bytes = try WholeFile.bytes(at: path)
    offer = OfferedFile(place: place, size: bytes.count, digest: Digest(of: bytes))
    self.path = path
  }
}
