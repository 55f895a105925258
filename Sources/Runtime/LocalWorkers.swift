package import Processes
import ZeroMQ

/// The worker of a coordinator's own machine: an agent process that is started again when it dies.
struct LocalWorkers {
  private let command: Command?
  private var agent: Child?
  /// When to start the next one, once one has died.
  private var startAt: Duration?
  private var pause = LocalWorkers.firstPause
  private var unfinishedLine: [UInt8] = []

  private static let firstPause = Duration.milliseconds(100)
  private static let longestPause = Duration.seconds(10)

  /// - Parameter command: starts the agent; nil when all workers come from elsewhere.
  init(_ command: Command?) throws {
    self.command = command
    agent = try LocalWorkers.start(command)
  }

  private static func start(_ command: Command?) throws -> Child? {
    guard var command else { return nil }
    command.errorOutput = .pipe
    return try command.start()
  }

  func add(to poller: inout Poller) {
    guard let agent else { return }
    _ = poller.add(descriptor: agent.ending.number)
    if let number = agent.errorOutput?.number { _ = poller.add(descriptor: number) }
  }

  /// Passes on what the agent printed, and starts it again, ever more slowly, if it has died.
  ///
  /// Returns the process that has just died, if it has: its trials need not be waited for.
  mutating func lookAfter(at now: Duration, line: (String) -> Void) throws -> Int? {
    if let agent {
      let status = try agent.poll()
      while case .bytes(let bytes)? = try agent.errorOutput?.read() { unfinishedLine += bytes }
      while let end = unfinishedLine.firstIndex(of: UInt8(ascii: "\n")) {
        line(String(decoding: unfinishedLine[..<end], as: UTF8.self))
        unfinishedLine.removeFirst(end + 1)
      }
      guard let status else { return nil }
      self.agent = nil
      // One that has gone home by itself was told to.
      guard status != .exited(0) else { return nil }
      line("the local worker \(status.words); starting another")
      startAt = now + pause
      pause = min(pause * 2, LocalWorkers.longestPause)
      return Int(agent.id)
    } else if let startAt, now >= startAt {
      self.startAt = nil
      agent = try LocalWorkers.start(command)
    }
    return nil
  }
}
