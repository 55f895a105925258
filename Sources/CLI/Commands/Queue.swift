import Control
import Documents
import Glibc
import Launching
import Planning
import Processes
import Reports
import Results
import Runtime
import Store
import Trials

extension Option {
  static let queue = Option(
    "--queue", value: "DIR", "the folder of a queue of sweeps: what is in it, and its results")
}

extension Command {
  /// Coordinates the sweeps of a queue until somebody ends it.
  static func serveQueue(in path: String, _ arguments: Arguments) throws -> ExitCode {
    let known: [Option] =
      [
        .queue, RunOptions.listen, .keys, RunOptions.insecure, RunOptions.detach,
      ] + QueuedSweepRun.options
    let stray = Command.serve.options.first { arguments.has($0) && !known.contains($0) }
    guard arguments.operands.isEmpty, stray == nil else {
      throw UserError(
        "\(stray.map(\.name) ?? "a spec") is for a single sweep; a queue gets its sweeps from 'sweep"
          + " submit FILE --queue \(path)'")
    }
    guard !arguments.has(RunOptions.detach) else { return try detachQueue(in: path) }
    let (endpoint, keys) = try listening(arguments)
    if keys != nil { Signal.hangup.hold() }
    let queue = try QueueFolder(path)
    let runs = QueuedSweepRun(queue, arguments)
    var loop = try QueueLoop(
      queue, listening: endpoint, keys: keys, workingFolder: Folder.absolute(".") ?? ".",
      QueueActions(plan: runs.plan, run: runs.run) { Output.note($0.printable) })
    Output.note(
      "listening at \(loop.endpoint); start workers with: sweep work"
        + " \(Endpoint.callable(loop.endpoint))" + (keys == nil ? "" : " --key NAME.key"))
    if loop.openCount > 0 {
      Output.note("\(counted(loop.openCount, "sweep")) in '\(path)' to go on with")
    }
    switch try loop.run() {
    case .drained(let signal), .stopped(let signal): return .signalled(signal.rawValue)
    }
  }

  private static func detachQueue(in path: String) throws -> ExitCode {
    _ = try Folder(path)
    guard try !QueueFolder.isRun(path) else {
      throw UserError(
        "another process runs the queue in '\(path)'; 'sweep stop --queue \(path)' ends it",
        exitCode: .temporary)
    }
    let log = "\(path)/queue.log"
    let process = try Detachment.start(
      without: RunOptions.detach.name, log: log, coordinating: QueueFolder.control(in: path))
    Output.note(
      "process \(process ?? 0) runs the queue and writes to \(log); 'sweep submit FILE --queue \(path)'"
        + " adds sweeps, 'sweep stop --queue \(path)' ends it")
    return .success
  }

  /// Shows the sweeps of a queue.
  static func listQueue(_ arguments: Arguments) throws -> ExitCode {
    guard !arguments.has(.results) else {
      throw UserError("--results is a single file; leave it out, or --queue and --connect")
    }
    let status: QueueStatus
    if let path = arguments.text(.queue), !arguments.has(.connect), try !QueueFolder.isRun(path) {
      try arguments.refuseRemoteOptions()
      status = try QueueStatus(atRest: path)
    } else {
      status = try QueueLine(arguments).status()
    }
    guard !arguments.has(.json) else {
      Output.print(status.json.document)
      return .success
    }
    for line in status.lines { Output.print(line + "\n") }
    return .success
  }

  /// Ends a queue, or one of its sweeps.
  static func stopQueue(_ request: ControlRequest, _ arguments: Arguments) throws -> ExitCode {
    let line = try QueueLine(arguments)
    let sweep = arguments.text(.sweep)
    switch try line.answer(to: request.about(sweep)) {
    case .granted: break
    case .refused(let reason): throw UserError(reason)
    case let answer: throw line.complaint(about: answer)
    }
    if let sweep {
      Output.note("'\(sweep)' finishes what is in training, and ends")
      return .success
    }
    Output.note("told the queue to stop; waiting for it")
    while let path = arguments.text(.queue), try QueueFolder.isRun(path) { usleep(100_000) }
    return .success
  }
}

/// The way to a queue: the socket in its folder, or a connection.
final class QueueLine {
  /// Whether the queue is on this machine.
  var isHere: Bool { path != nil }
  private let path: String?
  private var elsewhere: RemoteCoordinator?

  init(_ arguments: Arguments) throws {
    switch (arguments.text(.queue), arguments.text(.connect)) {
    case (let path?, nil):
      try arguments.refuseRemoteOptions()
      guard try QueueFolder.isRun(path) else {
        throw UserError(
          "nobody runs the queue in '\(path)'; 'sweep serve --queue \(path) --listen ADDRESS' does",
          exitCode: .unreachable)
      }
      self.path = path
    case (nil, let endpoint?):
      path = nil
      elsewhere = try RemoteCoordinator(endpoint, arguments)
    default:
      throw UserError(
        "name the queue: --queue DIR for one on this machine, or --connect tcp://HOST:PORT")
    }
  }

  func answer(to request: ControlRequest) throws -> ControlAnswer {
    guard let path else {
      guard let answer = try elsewhere?.answer(to: request) else {
        preconditionFailure("a queue is here or elsewhere")
      }
      return answer
    }
    let client = try ControlClient(beside: QueueFolder.control(in: path))
    try client.ask(request)
    while true {
      if let answer = try client.answer(within: .seconds(1)) { return answer }
      guard try QueueFolder.isRun(path) else {
        throw UserError(
          "the queue in '\(path)' has ended before it answered; start it, and try again",
          exitCode: .temporary)
      }
    }
  }

  /// How the queue stands.
  func status() throws -> QueueStatus {
    switch try answer(to: .queue) {
    case .queue(let status): return status
    case .refused(let reason): throw UserError(reason)
    case let answer: throw complaint(about: answer)
    }
  }

  /// The error where an answer is none to what was asked.
  func complaint(about answer: ControlAnswer) -> UserError {
    if answer == .ending {
      return UserError(
        "the queue sends its workers home and takes nothing up any more; start it again",
        exitCode: .temporary)
    }
    return UserError(
      "the queue answers something else than was asked; use the same version on both sides")
  }
}

extension QueueStatus {
  /// A line a sweep, and what is idle.
  fileprivate var lines: [String] {
    guard !sweeps.isEmpty else { return ["the queue is empty"] + idle }
    let head = ["sweep", "state", "priority", "slots", "done", "failed", "trials"]
    let rows = sweeps.map { sweep in
      [
        sweep.name, sweep.state.rawValue, "\(sweep.priority)", "\(sweep.slots)",
        "\(sweep.counts.done)", "\(sweep.counts.failed)", "\(sweep.counts.total)",
      ]
    }
    let reasons = sweeps.compactMap { sweep in
      sweep.reason.map { "\(sweep.name): \($0.printable)" }
    }
    return ([head] + rows).aligned + reasons + idle
  }

  private var idle: [String] {
    idleSlots == 0 ? [] : ["\(counted(idleSlots, "slot")) of workers idle"]
  }
}
