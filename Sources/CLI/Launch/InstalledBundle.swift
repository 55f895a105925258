import Bundles
import Hosts
import Processes

extension BundleArchive {
  /// This program with its libraries, unpacked among the user's caches: where nodes share a home,
  /// they find it there.
  func installed() throws -> String {
    let name = try CurrentProcess.executablePath().split(separator: "/").last.map(String.init) ?? ""
    let programs = try Folder("\(try BundleArchive.cache)/programs")
    let place = "\(programs.path)/\(self.name)"
    if Folder.exists(at: "\(place)/\(name)") { return "\(place)/\(name)" }
    let draft = try TemporaryFolder(in: programs.path)
    let unpacked = try Processes.Command(
      "tar",
      arguments: [
        "--directory=\(draft.path)", "--strip-components=1", "--extract", "--gzip",
        "--file=\(try packed().path)",
      ], environment: CurrentProcess.environment
    ).output()
    guard unpacked.status == .exited(0) else {
      throw UserError(
        "the bundle cannot be unpacked in '\(programs.path)':"
          + " \(unpacked.errors.split(separator: "\n").first ?? "tar failed")")
    }
    // Another command line may have been quicker with the same.
    do { try Folder.moveFile(at: draft.path, to: place) } catch {
      guard Folder.exists(at: "\(place)/\(name)") else { throw error }
    }
    return "\(place)/\(name)"
  }
}
