import Foundation
import Glibc
import Processes
import Testing

/// Disks that are full, fail, or hand back something else than was written.
@Suite(.serialized) struct DiskFaultTests {
  @Test(.enabled(if: Effort.canMount, "needs root, to mount a small disk"))
  func `a full disk is waited for, and nothing is lost`() throws {
    let spec = SmallSpec.sturdy(trials: 40, epochs: 20)
    let calm = try Sandbox.calm(spec)
    let sandbox = try Sandbox()
    let disk = try SmallDisk(in: sandbox)
    try sandbox.write(spec, to: "small.yaml")
    let run = try sandbox.start(
      "run", "small.yaml", "-j", "2", "--progress", "json", "--results", "disk/sweep.sqlite")
    _ = try run.waitForLine { $0.contains("\"running\":") }
    try disk.fill(true)
    _ = try run.waitForLine { $0.contains("is full") }
    // Long enough for some tries, and for a worker that did not hear anything to worry.
    try run.pause(.milliseconds(Effort.choose(quick: 1500, long: 20_000)))
    try disk.fill(false)
    _ = try run.waitForLine { $0.contains("results are recorded again") }
    let finished = try run.finish()
    #expect(finished.status == .exited(0), "\(finished.errors)")
    #expect(try sandbox.evidence("disk/sweep.sqlite") == calm)
    // Nor is anything trained twice: what was finished meanwhile is handed in when there is room.
    let trials = try sandbox.run("trials", "--json", "--results", "disk/sweep.sqlite").output
    #expect(!trials.contains("\"attempts\": 2"), "\(trials)")
  }

  @Test(.enabled(if: Effort.canMount, "needs root, to mount a small disk"))
  func `a disk that is full from the start, or read-only, is told in a sentence`() throws {
    let sandbox = try Sandbox()
    let disk = try SmallDisk(in: sandbox)
    try sandbox.write(SmallSpec.sturdy(trials: 4), to: "small.yaml")
    try disk.fill(true)
    let full = try sandbox.run("run", "small.yaml", "--results", "disk/sweep.sqlite")
    #expect(full.status == .exited(75))
    #expect(full.errors.contains("is full; free some space"))
    try disk.fill(false)
    try sandbox.goOn("--results", "disk/sweep.sqlite")
    let evidence = try sandbox.evidence("disk/sweep.sqlite")
    try disk.makeReadOnly()
    let readOnly = try sandbox.run("run", "small.yaml", "--results", "disk/sweep.sqlite")
    #expect(readOnly.status == .exited(4))
    #expect(readOnly.errors.contains("Read-only file system"), "\(readOnly.errors)")
    #expect(try sandbox.evidence("disk/sweep.sqlite") == evidence)
  }

  /// Every write, sync and deletion of the coordinator fails once, and at every one it is killed.
  @Test(.enabled(if: Effort.has("strace"), "needs strace"))
  func `a failing disk and a kill at any write leave a sound file, and the next run goes on`()
    throws
  {
    let spec = SmallSpec.sturdy(trials: 4)
    let calm = try Sandbox.calm(spec)
    var faults = 0
    for fault in ["error=EIO", "signal=SIGKILL", "error=ENOSPC"] {
      for call in ["pwrite64", "fdatasync,fsync"] + (Effort.isLong ? ["ftruncate", "unlink"] : []) {
        var number = 1
        while true {
          let (status, hasStruck) = try strike(
            spec, call, "\(fault):when=\(number)", expecting: calm)
          guard hasStruck else { break }
          faults += 1
          let expected: [Processes.ExitStatus] =
            switch fault {
            case "error=EIO": [.exited(4), .exited(0), .exited(75)]
            // After a sync that failed, nobody knows what the disk holds.
            case "error=ENOSPC" where call == "pwrite64": [.exited(0), .exited(75)]
            case "error=ENOSPC": [.exited(0), .exited(75), .exited(4)]
            default: [.signalled(.kill)]
            }
          #expect(expected.contains(status), "\(call) \(fault) \(number): \(status)")
          number += Effort.choose(quick: 2 * number, long: 1)
        }
      }
    }
    if Effort.isLong { print("\(faults) writes, syncs and deletions failed") }
    #expect(faults > 10)
  }

  /// Runs a sweep with one fault, then goes on without; whether the fault came to pass.
  private func strike(
    _ spec: String, _ call: String, _ fault: String, expecting calm: Evidence
  ) throws -> (Processes.ExitStatus, Bool) {
    let sandbox = try Sandbox()
    try sandbox.write(spec, to: "small.yaml")
    // Each thread for itself: the coordinator's makes the file, and its journal's writes it.
    let run = try sandbox.start(
      ["run", "small.yaml", "-j", "1", "--progress", "none"],
      under: [
        "strace", "-f", "-qq", "-o", sandbox.path("trace"), "-e", "trace=\(call)", "-e",
        "inject=\(call):\(fault)",
      ])
    let status = try run.finish().status
    let trace = try String(contentsOfFile: sandbox.path("trace"), encoding: .utf8)
    // A kill in the trace says nothing: a coordinator that ends kills runners that are slow to.
    let hasStruck = trace.contains("(INJECTED)") || status == .signalled(.kill)
    if sandbox.exists("sweep.sqlite") {
      let checkup = try sandbox.run("doctor")
      let isInTheMaking = checkup.errors.contains("in the middle of a change")
      #expect(checkup.status == .exited(0) || isInTheMaking, "\(call) \(fault): \(checkup)")
    }
    try sandbox.goOn()
    #expect(try sandbox.evidence() == calm, "\(call) \(fault)")
    return (status, hasStruck)
  }

  @Test func `a file that was damaged is told from one that is sound`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(SmallSpec.sturdy(trials: 40), to: "small.yaml")
    try sandbox.goOn()
    let truth = try sandbox.evidence()
    let whole = try Data(contentsOf: URL(filePath: sandbox.path("sweep.sqlite")))
    var random = SystemRandomNumberGenerator()
    var noticed = 0
    let tries = Effort.choose(quick: 24, long: 3000)
    for round in 0..<tries {
      var bytes = whole
      if round % 8 == 7 {
        bytes = bytes.prefix(Int.random(in: 0..<whole.count, using: &random))
      } else {
        bytes[Int.random(in: 0..<whole.count, using: &random)] ^=
          1 << UInt8.random(in: 0..<8, using: &random)
      }
      try bytes.write(to: URL(filePath: sandbox.path("bad.sqlite")))
      let checkup = try sandbox.run("doctor", "--json", "--results", "bad.sqlite")
      if checkup.status == .exited(4) {
        noticed += 1
        continue
      }
      // Damage that the doctor lets pass is beside the point: free space, a time, a worker's name.
      #expect(checkup.status == .exited(0), "\(checkup)")
      let table = try sandbox.run("table", "--format", "csv", "--results", "bad.sqlite")
      let evidence = Evidence(digest: try sandbox.digest(in: checkup), table: table.output)
      #expect(evidence == truth)
    }
    if Effort.isLong { print("\(noticed) of \(tries) damages noticed, the others harmless") }
    #expect(noticed > 0)
  }
}
