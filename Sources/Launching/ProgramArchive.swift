package import Bundles
import Hosts
import Processes
import Synchronization

/// This program with its libraries as a file to be copied, packed when the first place needs it.
package final class ProgramArchive: Sendable {
  /// The program's file and its libraries, found when this was made and not packed before that is needed.
  package let bundle: Bundle
  /// The words by which the program tells its version: `sweep 0.1`.
  let version: String
  private let file = Mutex<LocalFile?>(nil)

  /// - Parameters:
  ///   - version: of this program, such as `0.1`.
  ///   - root: the system whose libraries it gets; nil for those that this process has.
  ///   - opened: the names of libraries that it opens itself, and this process has opened.
  package init(
    version: String, from root: SystemRoot? = nil, opening opened: [String] = []
  ) throws {
    self.version = "sweep \(version)"
    bundle = try Bundle(
      ofThisProgram: "sweep-\(version)", from: root, opening: opened,
      notes: """
        sweep \(version): replicate trainings on many machines, and honest tables of them.

        Start 'sweep help' here, or link it from a folder of your PATH. The libraries in lib belong to
        it; their licences are in licences. sweep is under the MIT licence. What may be part of the
        program itself: Swift's runtime, under the Apache Licence 2.0 with Runtime Library Exception;
        libstdc++, under the GPL 3 with GCC Runtime Library Exception; SQLite, in the public domain.

        """)
  }

  /// The name of the program where it is unpacked.
  var name: String { String("\(bundle.hash)".prefix(16)) }

  /// The name of the program's own file.
  static var program: String {
    get throws {
      try CurrentProcess.executablePath().split(separator: "/").last.map(String.init) ?? ""
    }
  }

  /// The archive; packed once for each version of program and libraries, and kept among the user's
  /// caches.
  func packed() throws -> LocalFile {
    try file.withLock { file in
      if let file { return file }
      let folder = try Folder("\(try ProgramArchive.cache)/bundles")
      let path = "\(folder.path)/\(bundle.hash).tar.gz"
      // Others may want the same at the same time.
      let lock = try folder.awaitLock("packing")
      defer { withExtendedLifetime(lock) {} }
      if !Folder.exists(at: path) { try bundle.write(to: path) }
      let made = try LocalFile(at: path)
      file = made
      return made
    }
  }

  /// Where the program lies among the user's caches once it is installed there.
  func place() throws -> String {
    "\(try ProgramArchive.cache)/programs/\(name)/\(try ProgramArchive.program)"
  }

  /// Unpacks it among the user's caches: where nodes share a home, they find it there.
  func install() throws {
    let place = try place()
    if Folder.exists(at: place) { return }
    let programs = try Folder("\(try ProgramArchive.cache)/programs")
    let draft = try TemporaryFolder(in: programs.path)
    let unpacked = try Command(
      "tar",
      arguments: [
        "--directory=\(draft.path)", "--strip-components=1", "--extract", "--gzip",
        "--file=\(try packed().path)",
      ], environment: CurrentProcess.environment
    ).output()
    guard unpacked.status == .exited(0) else {
      throw LaunchError(
        "the bundle cannot be unpacked in '\(programs.path)':"
          + " \(unpacked.errors.split(separator: "\n").first ?? "tar failed")")
    }
    // Another command line may have been quicker with the same.
    do { try Folder.moveFile(at: draft.path, to: "\(programs.path)/\(name)") } catch {
      guard Folder.exists(at: place) else { throw error }
    }
  }

  /// Where this user's copies of programs lie.
  private static var cache: String {
    get throws {
      let environment = CurrentProcess.environment
      if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") { return "\(cache)/sweep" }
      guard let home = environment["HOME"], home.hasPrefix("/") else {
        throw LaunchError("there is no home directory to pack a bundle in; set HOME")
      }
      return "\(home)/.cache/sweep"
    }
  }
}
