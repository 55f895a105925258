import Foundation
import Processes
import Testing

/// Systems that lack something, or have more of it than others.
struct OddSystemTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try sandbox.write(SmallSpec.digits(replicates: 1), to: "small.yaml")
  }

  /// Only who may mount can take /proc away, in a namespace of its own.
  private static let mayMount: Bool = {
    let attempt = Command(
      "unshare", arguments: ["-m", "mount", "-t", "tmpfs", "none", "/proc"],
      environment: ["PATH": "/usr/bin:/bin"])
    return (try? attempt.output())?.status == .exited(0)
  }()

  @Test(.enabled(if: mayMount, "a mount namespace cannot be made here"))
  func `without /proc a sentence says so`() throws {
    let line = "mount -t tmpfs none /proc && exec \"$0\" run small.yaml"
    let ended = try sandbox.start(
      ["-m", "sh", "-c", line, Sandbox.program], as: "unshare"
    ).finish()
    #expect(ended.status == .exited(69))
    #expect(ended.errors.contains("sweep: /proc is not mounted"), "\(ended.errors)")
    #expect(ended.output.isEmpty)
  }

  /// The system tells of it as of a program that is missing.
  @Test(.enabled(if: mayMount, "a mount namespace cannot be made here"))
  func `without /dev/null a sentence says so`() throws {
    let line = "mount -t tmpfs none /dev && exec \"$0\" run small.yaml"
    let ended = try sandbox.start(
      ["-m", "sh", "-c", line, Sandbox.program], as: "unshare"
    ).finish()
    #expect(ended.status == .exited(69))
    #expect(ended.errors.contains("as there is no /dev/null to open: "), "\(ended.errors)")
    #expect(!sandbox.exists("sweep.sqlite"))
  }

  /// The path of a socket has 107 bytes at most.
  @Test func `a long path for temporary files is no obstacle`() throws {
    let name = String(repeating: "long", count: 40)
    try FileManager.default.createDirectory(
      atPath: sandbox.path(name), withIntermediateDirectories: false)
    let done = try sandbox.start(
      ["run", "small.yaml", "-j", "2"], environment: ["TMPDIR": sandbox.path(name)]
    ).finish()
    #expect(done.status == .exited(0), "\(done.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: sandbox.path(name)).isEmpty)
  }

  @Test func `a bundle that proves to be no good leaves the older one where it is`() throws {
    try sandbox.write("the older one", to: "sweep.tar.gz")
    // An archive is written, and what is unpacked of it is not what it should be.
    let tar = """
      #!/bin/sh
      for word; do case $word in --extract) exit 3;; --file=*) echo x > "${word#--file=}";; esac; done
      """
    try FileManager.default.createDirectory(
      atPath: sandbox.path("tools"), withIntermediateDirectories: false)
    try sandbox.write(tar, to: "tools/tar")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: sandbox.path("tools/tar"))
    let ended = try sandbox.start(
      ["bundle", "--output", "sweep.tar.gz"],
      environment: ["PATH": "\(sandbox.path("tools")):/usr/bin:/bin"]
    ).finish()
    #expect(ended.status != .exited(0))
    #expect(ended.errors.contains("does not run here"), "\(ended.errors)")
    let left = try String(contentsOfFile: sandbox.path("sweep.tar.gz"), encoding: .utf8)
    #expect(left == "the older one")
    #expect(!sandbox.exists("sweep.tar.gz.unproved"))
  }
}
