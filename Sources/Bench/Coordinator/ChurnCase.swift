import Documents
import Glibc
import Reports
import Runtime
import Store
import Sweeps

/// Workers that join and leave all the time, as those of schedulers do.
enum ChurnCase {
  private static let workers = 200
  /// Trials a second are twice as many as workers: as many as two minutes have.
  private static let trials = 48_000

  /// 200 CURVE workers with naps of half a second, each of which leaves after ten seconds or so,
  /// half of them at once and half when they are done, and comes back within two.
  static func churn() throws -> [Figure] {
    let stage = try Stage(trials: trials)
    let watch = Watch(trials: trials)
    let keys = try stage.makeKeys()
    let start = now()
    try stage.run(
      listening: .at("tcp://127.0.0.1:*", keys: keys),
      worker: { endpoint in
        try Crowd.Options(
          endpoint: endpoint, key: stage.keyPath, workers: workers, slots: 1, nap: 0.5, stay: 10
        ).command
      }, watch: watch)
    let seconds = now() - start
    let file = try ResultsReader(at: stage.resultsPath)
    guard let sweep = try file.latestSweep() else { throw Trouble("no sweep was recorded") }
    let done = try file.progress(of: sweep.id).done
    return [
      Figure(
        "trials with a result, of \(trials)", Double(done), "trials",
        .atLeast(Double(trials)), ["seconds": .number(seconds), "joined": .integer(watch.joined)]),
      Figure(
        "results that were recorded beyond one a trial", Double(watch.finished - done), "results",
        .atMost(0)),
      Figure("leases lost", Double(watch.lost), "leases", .atMost(0)),
      Figure(
        "their coordinator's processor time", 100 * watch.processorSeconds / watch.seconds,
        "% of a core", nil),
    ]
  }

  /// As many that train for long.
  static func rest() throws -> [Figure] {
    let share = try ThroughputCases.restingShare(of: workers, trials: 600)
    return [
      Figure(
        "200 CURVE workers, their coordinator at rest", share.processor * 100, "% of a core",
        .atMost(10), ["workers": .integer(share.watch.joined)])
    ]
  }
}
