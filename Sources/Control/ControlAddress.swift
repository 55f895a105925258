import Glibc

/// The local socket beside a results file, through which its owner speaks with the coordinator.
struct ControlAddress {
  let path: String
  var endpoint: String { "ipc://\(path)" }

  /// The most bytes that the path of a local socket can have on Linux, its end not counted.
  private static let longest = 107

  /// - Throws: a sentence where the path is too long for a socket.
  init(beside results: String) throws(ControlError) {
    path = results + "-control"
    guard path.utf8.count <= ControlAddress.longest else {
      throw ControlError(
        "'\(results)' is too long a path for the socket beside it (\(path.utf8.count) of at most"
          + " \(ControlAddress.longest) bytes); give a shorter one with --results, such as one that"
          + " begins at the working directory")
    }
  }

  /// The path in a new owner-only folder beside; its file can be renamed into place.
  func draft() throws(ControlError) -> (folder: String, path: String) {
    let parent = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    var template = Array("\(parent).sXXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw ControlError(
        "no folder can be made beside '\(path)' (\(String(cString: strerror(errno))))")
    }
    let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    return (folder, folder + "/s")
  }
}

/// The reason why a coordinator cannot be spoken with.
package struct ControlError: Error, CustomStringConvertible {
  /// A sentence without its capital and stop.
  package let description: String

  init(_ description: String) { self.description = description }
}
