import Processes

/// The licences of libraries that are passed on, as Debian's packages bring them, or a bundle that
/// they come from.
struct Licences {
  /// Where the licence of each package lies, by the package's name.
  let files: [String: String]
  /// The libraries that belong to no package of this system.
  let unknown: [String]

  /// Asks `dpkg` whose the libraries are.
  ///
  /// - Parameter root: the system that they come from.
  init(of libraries: [String], from root: SystemRoot) {
    var files: [String: String] = [:]
    var libraries = libraries
    libraries.removeAll { library in
      // `sweep-0.1-x86_64/lib/libzmq.so.5`
      let top = library.split(separator: "/").dropLast(2).joined(separator: "/")
      let folder = "/\(top)/licences"
      guard let names = try? Folder.names(in: folder) else { return false }
      for name in names { files[name] = "\(folder)/\(name)" }
      return true
    }
    var packages: [String: String] = [:]
    let names = { (library: String) in Licences.names(of: library, in: root.path) }
    let query = Command(
      "dpkg-query",
      arguments: ["--admindir=\(root.path)/var/lib/dpkg", "--search"] + libraries.flatMap(names))
    // Also where some are found and some are not, it says which are.
    for line in (try? query.output().output)?.split(separator: "\n") ?? [] {
      // `libzmq5:amd64: /usr/lib/x86_64-linux-gnu/libzmq.so.5`
      guard let path = line.split(separator: " ").last else { continue }
      packages[String(path)] = String(line.prefix { $0 != ":" && $0 != "," })
    }
    var unknown: [String] = []
    // The notes of a bundle tell of the licence of Swift's runtime.
    for library in libraries where !library.contains("/usr/lib/swift/") {
      let package = names(library).compactMap { packages[$0] }.first
      if let package,
        case let licence = "\(root.path)/usr/share/doc/\(package)/copyright",
        Folder.exists(at: licence)
      {
        files[package] = licence
      } else {
        unknown.append(library)
      }
    }
    self.files = files
    self.unknown = unknown
  }

  /// A library may be a link that no package has, and a system with merged folders knows a file by
  /// one of two names.
  private static func names(of library: String, in root: String) -> [String] {
    [library, Folder.absolute(library) ?? library].flatMap { path in
      let path = path.hasPrefix(root) ? String(path.dropFirst(root.count)) : path
      return path.hasPrefix("/usr/")
        ? [path, String(path.dropFirst("/usr".count))] : [path, "/usr" + path]
    }
  }
}
