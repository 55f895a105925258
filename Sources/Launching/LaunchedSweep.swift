import Glibc
import Processes
import Store

/// The sweep that workers are started for, as its results file tells of it.
package struct LaunchedSweep: Sendable {
  package let name: String
  /// The path of the results file.
  package let results: String

  package init(_ name: String, in results: String) {
    self.name = name
    self.results = results
  }

  /// Trials without a result, in training or not.
  func openTrials() throws -> Int {
    let file = try ResultsReader(at: results)
    guard let sweep = try file.latestSweep(named: name) else { return 0 }
    let progress = try file.progress(of: sweep.id)
    return progress.open + progress.running
  }

  /// The process that coordinates now, which workers call; nil where none does.
  func coordinator() throws -> Int? {
    Folder.exists(at: results) ? try ResultsReader(at: results).writer : nil
  }

  /// What the worker with this key has done; nil where it never came.
  func activity(ofKey key: String) throws -> KeyActivity? {
    let file = try ResultsReader(at: results)
    guard let sweep = try file.latestSweep(named: name) else { return nil }
    return try file.keyActivity(of: sweep.id).first { $0.key == key }
  }

  /// Has the coordinator read its list of keys again.
  func announceKeys() throws {
    if let coordinator = try coordinator() { kill(pid_t(coordinator), SIGHUP) }
  }
}
