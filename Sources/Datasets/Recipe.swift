import Glibc
import Hashing

/// The files a set is made of, and how.
struct Recipe {
  /// The name to call the set by.
  let name: String
  /// All of the files, in the order the decoder wants them.
  let files: [String]
  /// Tells this recipe from others that use the same files.
  let method: String
  let decode: Decoder

  /// The name of the array file: the same for the same files, whatever is in them.
  var key: String {
    let identity = ([method] + files.map(resolved)).joined(separator: "\0")
    let label = name.split(separator: "/").last.map(String.init) ?? name
    return "\(label)-\(Digest(of: Array(identity.utf8)).description.prefix(16))"
  }

  /// Stands for the present state of the files without reading them: size, time of the last change
  /// to the nanosecond, and which file it is on which disk.
  func sourceDigest() throws(DatasetError) -> Digest {
    var facts: [UInt8] = []
    for path in files {
      var status = stat()
      guard stat(path, &status) == 0 else {
        throw .unreadable(path: path, reason: .ofSystem)
      }
      for fact in [
        Int(status.st_size), status.st_mtim.tv_sec, status.st_mtim.tv_nsec, Int(status.st_ino),
        Int(status.st_dev),
      ] {
        facts.append(littleEndian: Int64(fact))
      }
    }
    return Digest(of: facts)
  }

  /// The path from the root, so that the same words in two folders are two files.
  private func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }
}
