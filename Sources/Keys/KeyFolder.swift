import Glibc
import Processes
package import ZeroMQ

/// Where a coordinator keeps its own key and the list of those that may come in.
///
/// | file | |
/// |---|---|
/// | `coordinator.key` | the coordinator's key |
/// | `allowed` | the list |
/// | `lock` | locked by the process that changes one of them |
package struct KeyFolder: Hashable, Sendable {
  /// The path as it was given; there may be no folder yet.
  package let path: String

  /// Names a folder, which is made when a key or the list is first written.
  package init(_ path: String) { self.path = path }

  /// `sweep` among the user's settings, as the XDG base directories have it.
  package init(environment: [String: String]) throws(KeyError) {
    if let settings = environment["XDG_CONFIG_HOME"], settings.hasPrefix("/") {
      path = "\(settings)/sweep"
    } else if let home = environment["HOME"], home.hasPrefix("/") {
      path = "\(home)/.config/sweep"
    } else {
      throw KeyError("there is no home directory for keys; say where they are with --keys DIR")
    }
  }

  private var coordinatorPath: String { "\(path)/coordinator.key" }
  /// The path of the list, whether it is there or not.
  package var listPath: String { "\(path)/allowed" }

  /// Whether the coordinator has a key here.
  package var hasCoordinator: Bool { access(coordinatorPath, F_OK) == 0 }

  /// The coordinator's key.
  package func coordinator() throws(KeyError) -> CurveKeyPair {
    let file = try KeyFile(at: coordinatorPath)
    guard file.role == .coordinator else {
      throw KeyError("'\(coordinatorPath)' is the key of a \(file.role.rawValue)")
    }
    return file.pair
  }

  /// The coordinator's key, made now if there was none.
  package func coordinatorOrNew() throws(KeyError) -> CurveKeyPair {
    if hasCoordinator { return try coordinator() }
    let lock = try lock()
    defer { withExtendedLifetime(lock) {} }
    // Another may have made it meanwhile.
    if hasCoordinator { return try coordinator() }
    let file = KeyFile(
      name: try KeyName("coordinator"), role: .coordinator, pair: CurveKeyPair(), coordinator: nil)
    try file.write(to: coordinatorPath)
    return file.pair
  }

  /// The keys that may come in; none, where there is no list.
  package func allowed() throws(KeyError) -> AllowList {
    guard access(listPath, F_OK) == 0 else { return AllowList() }
    let text = try PrivateFile.text(at: listPath)
    do throws(KeyError) {
      return try AllowList(text)
    } catch {
      throw KeyError("'\(listPath)', \(error)")
    }
  }

  /// The state of the list's file, by which changes are seen; nil where there is none.
  package var listState: FileState? { FileState(of: listPath) }

  /// Changes who may come in. Of two who do so at once, one waits for the other.
  package func change(_ change: (inout AllowList) throws(KeyError) -> Void) throws(KeyError) {
    let lock = try lock()
    defer { withExtendedLifetime(lock) {} }
    var list = try allowed()
    try change(&list)
    try PrivateFile.replace(listPath, with: list.text)
  }

  /// Keeps others from changing what is here; makes the folder where there is none.
  private func lock() throws(KeyError) -> FileLock {
    try make()
    do throws(SystemError) {
      return try Folder(path).awaitLock("lock")
    } catch {
      throw KeyError(
        "the keys in '\(path)' cannot be changed (\(error.message)); see that you may write there,"
          + " or choose another with --keys DIR")
    }
  }

  /// Makes the folder, which nobody else can enter, and those above it.
  private func make() throws(KeyError) {
    for end in path.indices.filter({ path[$0] == "/" }) + [path.endIndex]
    where end > path.startIndex {
      guard mkdir(String(path[..<end]), 0o700) == 0 || errno == EEXIST else {
        throw KeyError(
          "'\(path)' cannot be made (\(String(cString: strerror(errno)))); choose another with"
            + " --keys DIR")
      }
    }
  }
}
