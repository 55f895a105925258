import Processes
import Testing

@testable import Commands

/// The commit that a spec's folder is at, as git tells it.
struct RevisionTests {
  private let place: TemporaryFolder
  private let folder: Folder

  init() throws {
    place = try TemporaryFolder()
    folder = try Folder("\(place.path)/study/specs")
    try folder.put(Array("sweep: a\n".utf8), to: "spec.yaml")
  }

  @discardableResult
  private func git(_ words: String...) throws -> String {
    let identity = ["-c", "user.name=ada", "-c", "user.email=ada@localhost"]
    let command = Command(
      "git", arguments: ["-C", "\(place.path)/study"] + identity + words,
      environment: CurrentProcess.environment)
    let output = try command.output(within: .seconds(60))
    try #require(output.status == .exited(0), "\(output.errors)")
    return output.output
  }

  @Test(.enabled(if: Command.path(of: "git", in: CurrentProcess.environment["PATH"]) != nil))
  func `is the commit above, and tells whether files differ from it`() throws {
    #expect(Revision(of: folder.path) == nil, "there is no repository")
    try git("init", "--quiet")
    #expect(Revision(of: folder.path) == nil, "there is no commit")
    try git("add", ".")
    try git("commit", "--quiet", "--message", "first")
    let revision = try #require(Revision(of: folder.path))
    #expect(try git("rev-parse", "HEAD") == "\(revision.name)\n")
    #expect(!revision.isChanged)
    // Files that git does not know are no change.
    try folder.put([1], to: "notes.txt")
    #expect(Revision(of: folder.path) == revision)
    try folder.put(Array("sweep: b\n".utf8), to: "spec.yaml")
    #expect(Revision(of: folder.path)?.name == revision.name)
    #expect(Revision(of: folder.path)?.isChanged == true)
  }
}
