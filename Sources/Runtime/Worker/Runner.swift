import Cluster
import Processes
import Sweeps
package import Training
package import Trials

/// A runner: a process that trains one trial after another, for the worker that started it.
///
/// It speaks the cluster's messages over its standard input and output: assignments come in,
/// reports and results go out. A training that goes wrong, in any way, ends this process alone.
package enum Runner {
  /// Trains what is asked until nobody asks any more.
  ///
  /// - Parameters:
  ///   - trainer: trains the trials.
  ///   - facts: the facts that the worker should know of this process.
  ///   - parent: the worker's process: without it, there is nobody to train for.
  package static func run(
    _ trainer: some TrialTrainer, facts: WorkerFacts, parent: Int32
  ) throws {
    try CurrentProcess.end(with: parent)
    CurrentProcess.offerToEndFirst()
    // Schedulers ask all processes of a job to go; the worker decides what becomes of a training.
    Signal.terminate.ignore()
    // Results have standard output to themselves: what a library prints goes to standard error.
    let pipe = MessagePipe(
      input: try Descriptor(duplicating: 0), output: try Descriptor(duplicating: 1))
    try CurrentProcess.sendOutputToError()
    try pipe.write(.hello(Hello(worker: facts, term: 0, holding: [])))
    while let message = try pipe.read() {
      guard case .assign(let attempt, let assignment, let limits) = message else { continue }
      let clock = SystemClock()
      let checkpoints = RunnerCheckpoints(pipe, for: attempt)
      let result: AttemptResult
      do throws(Failure) {
        guard let assignment = assignment.decoded, assignment.trial == attempt.trial else {
          throw Failure(
            cause: .invalid, message: "the assignment cannot be read; run the same sweep everywhere"
          )
        }
        let outcome = try trainer.train(
          assignment, attempt: attempt.number, within: limits, checkpoints: checkpoints
        ) { measurement in
          pipe.report(.report(attempt, [measurement]))
        }
        result = .outcome(EncodedOutcome(outcome), seconds: clock.now / .seconds(1))
      } catch {
        result = .failure(error)
      }
      try pipe.write(.result(attempt, result))
      checkpoints.finish()
    }
  }
}
