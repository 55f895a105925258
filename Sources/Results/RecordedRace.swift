import Documents
import Plots
package import Reports
import Specs
import Statistics
package import Store
package import Sweeps
package import Trials

/// A race as its results file tells of it.
package struct RecordedRace {
  package let method: RaceMethod
  /// What it decided, block by block.
  package let verdicts: [RaceVerdict]
  /// The configurations that were brought back for good.
  package let kept: Set<Int>
  /// Why each configuration that is out left, and after which block.
  package let left: [Int: (block: Int, departure: Departure)]
  private let sweep: RecordedSweep

  /// The race of a sweep; nil where it is none.
  package init?(_ file: ResultsReader, of sweep: RecordedSweep) throws {
    guard sweep.specText.contains("race"), let method = (try? Spec(sweep.specText))?.sweep.race
    else { return nil }
    self.method = method
    self.sweep = sweep
    verdicts = try file.verdicts(of: sweep.id)
    kept = Set(try file.kept(of: sweep.id).map(\.configuration))
    var left: [Int: (block: Int, departure: Departure)] = [:]
    for verdict in verdicts {
      for departure in verdict.departures where !kept.contains(departure.configuration) {
        left[departure.configuration] = (verdict.block, departure)
      }
    }
    self.left = left
  }

  package var progress: RaceProgress {
    let count = sweep.configurationCount
    return RaceProgress(
      judged: verdicts.count, blocks: sweep.evaluation.raceBlocks.count,
      remaining: count - left.count, configurations: count)
  }
}
