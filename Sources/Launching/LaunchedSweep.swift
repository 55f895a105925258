import Control
import Processes
import Store
import Synchronization
import Views

/// The sweep that workers are started for, and its coordinator, by the socket beside its results file.
///
/// Nobody looks into the file while somebody coordinates: a launcher at rest waits, and costs nothing.
package final class LaunchedSweep: Sendable {
  /// The sweep's name; the form of it that was run last is meant.
  package let name: String
  /// The path of the results file.
  package let results: String
  /// One asks at a time.
  private let turn = Mutex(())

  /// A coordinator that is busy with a large file may take so long to answer.
  private static let timeout = Duration.seconds(10)

  /// Names a sweep and its results file; neither is looked for before something is asked.
  package init(_ name: String, in results: String) {
    self.name = name
    self.results = results
  }

  /// Trials without a result, in training or not: the coordinator says how many, and the record where there is
  /// none, or it does not answer.
  func openTrials() throws -> Int {
    if case .status(let status)? = try? ask(.status(after: 0)) { return status.open }
    let file = try ResultsReader(at: results)
    guard let sweep = try file.latestSweep(named: name) else { return 0 }
    return try file.standing(of: sweep).open
  }

  /// The process that coordinates now, which workers call; nil where none does. A look at its lock, and not
  /// into the file.
  func coordinator() -> Int? { WriterLock.holder(of: results) }

  /// Whether a worker with this key is there; nil where none has come since the coordinator began.
  func isThere(_ key: String) throws -> Bool? {
    guard case .keys(let keys)? = try ask(.keys) else { return nil }
    return keys.first { $0.key == key }?.isThere
  }

  /// Has the coordinator read its list of keys again; it looks itself, too, every now and then.
  func announceKeys() { _ = try? ask(.reloadKeys) }

  /// Asks the coordinator; nil where there is none, or it does not answer.
  private func ask(_ request: ControlRequest) throws -> ControlAnswer? {
    try turn.withLock { _ in
      guard coordinator() != nil else { return nil }
      let client = try ControlClient(beside: results)
      try client.ask(request)
      let deadline = ContinuousClock.now + LaunchedSweep.timeout
      while ContinuousClock.now < deadline, coordinator() != nil {
        if let answer = try client.answer(within: .milliseconds(200)) { return answer }
      }
      return nil
    }
  }
}
