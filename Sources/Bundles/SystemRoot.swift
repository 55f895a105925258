import Processes

/// The libraries of a system below a root directory, which need not be the one that runs.
package struct SystemRoot: Sendable {
  /// Without a slash at its end; empty for the system that runs.
  let path: String

  /// The system that runs.
  static let here = SystemRoot(path: "")

  private init(path: String) { self.path = path }

  /// - Throws: when there is no such directory.
  package init(_ path: String) throws(BundleError) {
    guard let root = Folder.absolute(path), Folder.kind(of: root) == .folder else {
      throw BundleError(
        "'\(path)' is no directory; --libraries wants the root of a system, such as one that"
          + " debootstrap made")
    }
    self.init(path: root == "/" ? "" : root)
  }

  /// All that a program needs and glibc does not bring, and what those need.
  ///
  /// - Parameter opened: the names of libraries that it opens itself, as it goes on.
  func libraries(of program: String, opening opened: [String] = []) throws -> [String] {
    var found: [String: String] = [:]
    var asking = [program]
    while let file = asking.popLast() {
      let bytes = try WholeFile.bytes(at: file)
      var needed = file == program ? opened : []
      do throws(BundleError) {
        needed += try ELFFile(bytes).libraries
      } catch {
        throw BundleError("'\(file)' cannot be bundled: \(error)")
      }
      for name in needed where found[name] == nil && !SystemLibraries.include(name) {
        let places = folders.map { "\(path)/\($0)/\(name)" }
        guard let place = places.first(where: Folder.exists) else {
          throw BundleError(
            "'\(file)' needs \(name), which '\(path)' has not; install it there"
              + (name.hasPrefix("libswift") ? ", or build sweep with --static-swift-stdlib" : ""))
        }
        found[name] = place
        asking.append(place)
      }
    }
    return found.values.sorted()
  }

  private var folders: [String] {
    let triple = "\(CurrentProcess.architecture)-linux-gnu"
    return ["lib/\(triple)", "usr/lib/\(triple)", "lib64", "usr/lib64", "lib", "usr/lib"]
  }
}
