import Glibc
import Hashing
import Random
import Search
import Sweeps
import Trials

/// A race with workers whose trainings take log-normal times, beside a list of the same trials.
struct RaceSchedule {
  /// The race's time over that of the list.
  let ratio: Double

  init(_ scores: RaceScores, workers: Int, seed: UInt64) {
    var stream = RandomStream(seed: seed)
    let durations = scores.values.map { row in row.map { _ in exp(0.5 * stream.normal()) } }
    var race = Race(
      RaceMethod(pace: workers),
      blocks: scores.values[0].indices.map { RaceBlock(replicate: $0, fold: 0) }, isMaximised: true)
    race.enter(scores.values.count)
    var now = 0.0
    var list = Array(repeating: 0.0, count: workers)
    var waiting: [TrialIndex] = []
    var training: [(end: Double, trial: TrialIndex)] = []
    repeat {
      _ = race.advance()
      waiting += race.takeDealt()
      while training.count < workers, !waiting.isEmpty {
        let trial = waiting.removeFirst()
        let duration = durations[trial.configuration][trial.replicate]
        training.append((now + duration, trial))
        let first = list.indices.min { list[$0] < list[$1] } ?? 0
        list[first] += duration
      }
      guard let next = training.indices.min(by: { training[$0].end < training[$1].end }) else {
        break
      }
      let (end, trial) = training.remove(at: next)
      now = end
      race.settle(
        trial,
        as: .result(scores.values[trial.configuration][trial.replicate], Digest(of: [])))
    } while true
    ratio = now / (list.max() ?? now)
  }
}
