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
  /// The method, as the sweep's spec has it.
  package let method: RaceMethod
  /// The verdicts of the race, block by block.
  package let verdicts: [RaceVerdict]
  /// The configurations that were brought back for good.
  package let kept: Set<Int>
  /// The departure of each configuration that is out, and the block after which it left.
  package let left: [Int: (block: Int, departure: Departure)]
  /// Whether it was ended by the time that it was given.
  package let isOutOfTime: Bool
  private let sweep: RecordedSweep

  /// The race of a sweep; nil where it is none.
  package init?(_ file: ResultsReader, of sweep: RecordedSweep) throws {
    guard sweep.specText.contains("race"), let spec = (try? Spec(sweep.specText))?.sweep,
      let method = spec.race
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
    // The time of a search ends what it asks for, and the race is among that.
    let ended = spec.search?.method.learns == true ? nil : try file.timeLimit(of: sweep.id)
    isOutOfTime =
      ended == verdicts.count && left.count < sweep.configurationCount - 1
      && verdicts.count < sweep.evaluation.raceBlocks.count
  }

  /// How many configurations are in.
  package var remaining: Int { sweep.configurationCount - left.count }

  /// Whether verdicts were made on all blocks.
  package var hasDealtAll: Bool { verdicts.count >= sweep.evaluation.raceBlocks.count }

  /// The blocks judged and the configurations that are in, by the verdicts on record.
  package var progress: RaceProgress {
    let count = sweep.configurationCount
    return RaceProgress(
      judged: verdicts.count, blocks: sweep.evaluation.raceBlocks.count,
      remaining: remaining, configurations: count, isOutOfTime: isOutOfTime)
  }
}
