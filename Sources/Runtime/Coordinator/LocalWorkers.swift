import Processes
import ZeroMQ

/// The processes that a coordinator has for itself on its own machine.
struct LocalWorkers {
  private var all: [LocalWorker]
  /// Whether nobody works elsewhere: then what none of them can do ends the run, which says so.
  private let areAlone: Bool

  /// - Parameter commands: start them.
  init(_ commands: [Command], areAlone: Bool) throws {
    all = try commands.map(LocalWorker.init)
    self.areAlone = areAlone
  }

  func add(to poller: inout Poller) {
    for worker in all { worker.add(to: &poller) }
  }

  /// The reason why none of them can train on this machine, in one sentence; nil while one may.
  var inability: String? {
    let words = all.compactMap(\.inability)
    return words.count == all.count ? words.first : nil
  }

  /// Looks after each; returns the processes that have just died: their trials need not be waited
  /// for.
  mutating func lookAfter(at now: Duration, line: (String) -> Void) throws -> [Int] {
    var dead: [Int] = []
    for index in all.indices {
      let process = try all[index].lookAfter(at: now, line: line)
      guard let process else { continue }
      dead.append(process)
      if !areAlone, let inability = all[index].inability {
        line("nothing is trained on this machine: \(inability)")
      }
    }
    return dead
  }
}

/// A process that is started again when it dies: an agent, or what launches agents elsewhere.
private struct LocalWorker {
  private let command: Command
  private var agent: Child?
  /// When to start the next one, once one has died.
  private var startAt: Duration?
  private var pause = LocalWorker.firstPause
  private var unfinishedLine: [UInt8] = []
  private var lastLine = ""
  /// The sentence of an agent that ended as it cannot work here.
  private(set) var inability: String?

  /// The exit codes of an agent after which another would do no better: what it is told to use is of no use,
  /// such as a file in the place of a directory, or it cannot train on its machine.
  private static let final: Set<Int32> = [2, 69]
  /// The beginning of its last sentence.
  private static let errorMark = "sweep: "

  private static let firstPause = Duration.milliseconds(100)
  private static let longestPause = Duration.seconds(10)

  init(_ command: Command) throws {
    var command = command
    command.errorOutput = .pipe
    self.command = command
    agent = try command.start()
  }

  func add(to poller: inout Poller) {
    guard let agent else { return }
    for descriptor in agent.readable { _ = poller.add(descriptor: descriptor) }
  }

  /// Passes on what the agent printed, and starts it again, ever more slowly, if it has died.
  ///
  /// Returns the process that has just died, if it has.
  mutating func lookAfter(at now: Duration, line: (String) -> Void) throws -> Int? {
    if let agent {
      let status = try agent.poll()
      while case .bytes(let bytes)? = try agent.errorOutput?.read() { unfinishedLine += bytes }
      while let end = unfinishedLine.firstIndex(of: UInt8(ascii: "\n")) {
        if !lastLine.isEmpty { line(lastLine) }
        lastLine = String(decoding: unfinishedLine[..<end], as: UTF8.self)
        unfinishedLine.removeFirst(end + 1)
        // The agent's last sentence is told once, after it has ended.
        guard !lastLine.hasPrefix(LocalWorker.errorMark) else { continue }
        line(lastLine)
        lastLine = ""
      }
      guard let status else { return nil }
      self.agent = nil
      // One that has gone home by itself was told to.
      guard status != .exited(0) else { return nil }
      if case .exited(let code) = status, LocalWorker.final.contains(code) {
        inability = String(lastLine.dropFirst(LocalWorker.errorMark.count))
        return Int(agent.id)
      }
      if !lastLine.isEmpty { line(lastLine) }
      lastLine = ""
      line("the local '\(command.arguments.first ?? "")' \(status.words); starting another")
      startAt = now + pause
      pause = min(pause * 2, LocalWorker.longestPause)
      return Int(agent.id)
    } else if let startAt, now >= startAt {
      self.startAt = nil
      agent = try command.start()
    }
    return nil
  }
}
