import Glibc
import Hashing
import Random
import Search
import Sweeps
import Trials

/// A search by so many workers at once, in simulated time: five trainings a configuration, whose times differ
/// from one configuration to the next and are predicted to a fifth.
struct ParallelSearch {
  let method: SearchMethod.Sampler
  let problem: SearchProblem
  let workers: Int
  private let folds = 5

  /// The outcome of a search that ends with its time.
  struct Outcome {
    /// The share of the workers' time in which they had nothing to do.
    let idle: Double
    let regret: Double
  }

  /// Lets the search have the time in which all workers together train so many configurations of usual length.
  ///
  /// - Parameter pace: free for a search that knows all results that are there, the others being as bad as any.
  func outcome(pace: SearchMethod.Pace, configurations: Int, seed: UInt64) -> Outcome {
    let end = Double(configurations * folds) / Double(workers)
    let design = SearchMethod(sampler: method, configurations: 50 * configurations, pace: pace)
    var driver = SearchDriver(
      PacedSearch(
        design, in: problem.space, seed: seed, isMaximised: false, trials: folds,
        slack: .predicted, predictedCost: { Int(1000 * ParallelSearch.length(of: $0)) }),
      replicates: 1, folds: folds)
    var errors = RandomStream(seed: seed)
    var waiting: [TrialIndex] = []
    var training: [(end: Double, trial: TrialIndex)] = []
    var unfinished: [Int] = []
    var (now, idle, best) = (0.0, 0.0, Double.infinity)
    while true {
      while training.count < workers {
        if waiting.isEmpty {
          for decision in driver.advance(idle: 1) {
            unfinished.append(folds)
            waiting += (0..<folds).map {
              TrialIndex(configuration: decision.number, replicate: 0, fold: $0)
            }
          }
        }
        guard !waiting.isEmpty else { break }
        let trial = waiting.removeFirst()
        let length = ParallelSearch.length(of: proposal(of: trial, driver))
        training.append((now + length * exp(0.2 * errors.normal() - 0.02), trial))
      }
      guard let next = training.indices.min(by: { training[$0].end < training[$1].end }) else {
        preconditionFailure("a search waits for nothing")
      }
      let (time, trial) = training[next]
      idle += Double(workers - training.count) * (min(time, end) - now)
      guard time <= end else {
        return Outcome(idle: idle / Double(workers) / end, regret: best - problem.minimum)
      }
      now = time
      training.remove(at: next)
      let value = problem.value(of: proposal(of: trial, driver))
      driver.settle(trial, as: .result(value, Digest(of: [])))
      unfinished[trial.configuration] -= 1
      if unfinished[trial.configuration] == 0 { best = min(best, value) }
    }
  }

  private func proposal(of trial: TrialIndex, _ driver: SearchDriver) -> Proposal {
    driver.decisions[trial.configuration].proposals[0]
  }

  /// The time that a training of a configuration usually takes, 1 on average.
  private static func length(of proposal: Proposal) -> Double {
    let text = proposal.values.map { $0?.label ?? "" }.joined(separator: " ")
    let bytes = Digest(of: Array(text.utf8)).bytes
    var stream = RandomStream(seed: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
    return exp(0.75 * stream.normal() - 0.28125)
  }
}
