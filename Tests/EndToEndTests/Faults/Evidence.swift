import Foundation
import Glibc
import Processes
import Testing

/// How hard to try: the quick form is part of every test run, `SWEEP_FAULTS=long` takes its time.
enum Effort {
  static let isLong = getenv("SWEEP_FAULTS").map { String(cString: $0) } == "long"

  /// One number for each form.
  static func choose(quick: Int, long: Int) -> Int { isLong ? long : quick }

  /// Whether a program that a test needs is there.
  static func has(_ program: String) -> Bool {
    ["/usr/bin/", "/bin/", "/usr/sbin/", "/sbin/"].contains { access($0 + program, X_OK) == 0 }
  }

  /// Whether file systems can be mounted, for disks that are full or read-only.
  static let canMount = geteuid() == 0 && has("mount") && scratchMounts()

  /// A container may be root without the right to mount.
  private static func scratchMounts() -> Bool {
    guard let sandbox = try? Sandbox(), let disk = try? SmallDisk(in: sandbox) else { return false }
    return disk.path.count > 0
  }
}

/// The evidence that is the same after any fault: the digest of the results and the table.
struct Evidence: Equatable {
  let digest: String
  let table: String
}

extension Sandbox {
  /// The evidence of the results file, which the doctor must find sound.
  func evidence(_ file: String = "sweep.sqlite") throws -> Evidence {
    let checkup = try start(["doctor", "--json", "--results", file]).finish()
    #expect(checkup.status == .exited(0), "\(checkup.output)\(checkup.errors)")
    return Evidence(
      digest: try digest(in: checkup),
      table: try start(["table", "--format", "csv", "--results", file]).finish().output)
  }

  /// The digest of the first sweep that the doctor tells of.
  func digest(in checkup: Finished) throws -> String {
    let json = try JSONSerialization.jsonObject(with: Data(checkup.output.utf8))
    let sweeps = (json as? [String: Any])?["sweeps"] as? [[String: Any]]
    return try #require(sweeps?.first?["digest"] as? String)
  }

  /// The evidence of a spec's run when nothing goes wrong.
  static func calm(_ spec: String) throws -> Evidence {
    let sandbox = try Sandbox()
    try sandbox.write(spec, to: "small.yaml")
    let run = try sandbox.start("run", "small.yaml", "-j", "2").finish(within: .seconds(1800))
    #expect(run.status == .exited(0), "\(run.errors)")
    return try sandbox.evidence()
  }

  /// Runs the sweep to its end, without any fault.
  func goOn(_ arguments: String...) throws {
    let run = try start(["run", "small.yaml", "-j", "2"] + arguments).finish(within: .seconds(1800))
    #expect(run.status == .exited(0), "\(run.errors)")
  }
}

extension SmallSpec {
  /// Trainings of some milliseconds that may be tried again many times.
  static func sturdy(trials: Int, epochs: Int = 2, units: Int = 8) -> String {
    """
    sweep: sturdy
    data: digits
    network:
      - dense: { units: \(units), activation: relu, l2: $l2 }
      - dense: { units: 10, activation: softmax }
    training:
      loss: categorical_crossentropy
      optimizer: { sgd: { learning_rate: 0.1 } }
      batch_size: 64
      epochs: \(epochs)
    parameters: { l2: [1e-5, 1e-3] }
    evaluate: { on: test, replicates: \(trials / 2), seed: 11 }
    retry: { max: 1000 }
    """
  }
}

/// A disk of 2 MB in memory, mounted within a sandbox.
final class SmallDisk {
  let path: String

  init(in sandbox: Sandbox) throws {
    path = sandbox.path("disk")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    guard mount("tmpfs", path, "tmpfs", 0, "size=8m") == 0 else {
      throw SystemRefusal(call: "mount", reason: String(cString: strerror(errno)))
    }
  }

  deinit { umount2(path, Int32(MNT_DETACH)) }

  /// Fills what is left of it, or makes room again.
  func fill(_ isFull: Bool) throws {
    let filler = "\(path)/filler"
    guard isFull else {
      unlink(filler)
      return
    }
    let file = open(filler, O_WRONLY | O_CREAT, 0o600)
    defer { close(file) }
    let block = [UInt8](repeating: 1, count: 4096)
    while write(file, block, block.count) > 0 {}
  }

  func makeReadOnly() throws {
    guard mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil) == 0
    else { throw SystemRefusal(call: "remount", reason: String(cString: strerror(errno))) }
  }
}

struct SystemRefusal: Error {
  let call: String
  let reason: String
}

/// The processes that a process has started.
func children(of process: Int32) -> [Int32] {
  let path = "/proc/\(process)/task/\(process)/children"
  return ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: " ")
    .compactMap { Int32($0) }
}
