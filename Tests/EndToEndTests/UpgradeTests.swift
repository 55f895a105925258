import Cluster
import Foundation
import Processes
import Testing
import ZeroMQ

/// Coordinators and workers of which one is of the build before: each says so, and nothing is lost.
struct UpgradeTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try sandbox.write(SmallSpec.digits(), to: "small.yaml")
  }

  private static let complaint =
    "the other side speaks version 1 of the protocol and this one 2; run the same version of sweep"
    + " on both"

  /// The built program of the version of the protocol before.
  private static let former = ProcessInfo.processInfo.environment["SWEEP_FORMER"]

  /// - Parameter program: the build that the results file is of.
  private func expectAllDone(_ program: String = Sandbox.program) throws {
    let status = try sandbox.start(["status"], as: program).finish()
    #expect(status.output.contains("9 of 9 trials done"))
    let doctor = try sandbox.start(["doctor"], as: program).finish()
    #expect(doctor.succeeded, "\(doctor.errors)")
  }

  @Test func `a worker of version 1 is answered in its own words, and the sweep goes on`() throws {
    let coordinator = try sandbox.start(
      "serve", "small.yaml", "--insecure", "--listen", "tcp://127.0.0.1:*")
    let endpoint = try coordinator.endpoint()

    // Its hello: header and body in a frame each.
    let socket = try Socket(.dealer, in: Context(), [.linger(.zero)])
    try socket.connect(to: endpoint)
    var header = Array("SWEP".utf8) + [1, 1] + [UInt8](repeating: 0, count: 34)
    header[23] = 9
    #expect(try socket.send([header, [0x80]]) == .sent)
    var answer: [[UInt8]]?
    try waitUntil {
      answer = try socket.receive()?.frames
      return answer != nil
    }
    let frames = try #require(answer)
    #expect(frames.count == 2)
    // A rejection of version 1, to the session that asked.
    #expect(frames[0][4] == 1 && frames[0][5] == 66 && frames[0][23] == 9)
    #expect(String(decoding: frames[1], as: UTF8.self).contains("other engine version"))

    let worker = try sandbox.run("work", endpoint)
    #expect(worker.succeeded, "\(worker.errors)")
    let finished = try coordinator.finish()
    #expect(finished.succeeded)
    #expect(finished.errors.contains(Self.complaint))
    try expectAllDone()
  }

  @Test func `a run whose program is built anew meanwhile stays of the build that it began with`()
    throws
  {
    let program = sandbox.path("built")
    try FileManager.default.copyItem(atPath: Sandbox.program, toPath: program)
    try sandbox.write(
      """
      sweep: long
      command: [sh, -c, "until [ -e \(sandbox.path("go")) ]; do sleep 0.05; done; echo loss=$x"]
      parameters: { x: [1, 2] }
      metric: { name: loss }
      confirm: { top: 1, replicates: 2 }
      """, to: "long.yaml")
    let words = ["run", "long.yaml", "-j", "1", "--progress", "plain"]
    let run = try sandbox.start(words, as: program)
    _ = try run.waitForLine { $0.contains("1 running") }
    try FileManager.default.removeItem(atPath: program)
    try sandbox.write("#!/bin/sh\ntouch '\(sandbox.path("later"))'\nexit 1\n", to: "built")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)

    // A runner ends, and another takes its place; so does the worker of the confirmation.
    let runner = try #require(runners(of: run).first)
    #expect(try name(of: runner) == "built")
    kill(runner, SIGKILL)
    try waitUntil { runners(of: run).contains { $0 != runner } }
    try sandbox.write("", to: "go")
    let finished = try run.finish()
    #expect(finished.succeeded, "\(finished.errors)")
    #expect(finished.output.contains("long+confirmed"))
    #expect(!sandbox.exists("later"))
  }

  /// The runners of a run's workers that train or wait.
  private func runners(of run: Running) -> [Int32] {
    ProcessTree().descendants(of: run.child.id).filter { id in
      let words = FileManager.default.contents(atPath: "/proc/\(id)/cmdline") ?? Data()
      return words.split(separator: 0).dropFirst().first == Data("runner".utf8)
    }
  }

  /// The name that the system lists a process under.
  private func name(of id: Int32) throws -> String {
    try String(contentsOfFile: "/proc/\(id)/comm", encoding: .utf8)
      .trimmingCharacters(in: .newlines)
  }

  @Test(
    .enabled(if: former != nil, "needs the build before, which SWEEP_FORMER names"),
    arguments: [true, false])
  func `the build before is refused in one sentence, on either side`(isWorker: Bool) throws {
    let former = try #require(Self.former)
    let serve = [
      "serve", "small.yaml", "--insecure", "--listen", "tcp://127.0.0.1:*",
    ]
    let coordinator =
      try isWorker ? sandbox.start(serve) : sandbox.start(serve, as: former)
    let endpoint = try coordinator.endpoint()
    let work = ["work", endpoint]

    let stranger = try (isWorker ? sandbox.start(work, as: former) : sandbox.start(work)).finish()
    #expect(stranger.status == .exited(2), "\(stranger.errors)")
    #expect(!stranger.errors.contains("error: error"))
    if !isWorker {
      #expect(
        stranger.errors.contains("version 1 of the protocol"), "\(stranger.errors)")
    }

    let friend = try (isWorker ? sandbox.start(work) : sandbox.start(work, as: former)).finish()
    #expect(friend.succeeded, "\(friend.errors)")
    let finished = try coordinator.finish()
    #expect(finished.succeeded, "\(finished.errors)")
    if isWorker { #expect(finished.errors.contains(Self.complaint)) }
    try expectAllDone(isWorker ? Sandbox.program : former)
  }
}
