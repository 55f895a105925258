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
  ///   - download: where data is brought that a training lacks; nil where none is.
  package static func run(
    _ trainer: some TrialTrainer, facts: WorkerFacts, parent: Int32,
    download: DatasetDownload? = nil
  ) throws {
    try CurrentProcess.end(with: parent)
    CurrentProcess.offerToEndFirst()
    // Schedulers ask all processes of a job to go; the worker decides what becomes of a training.
    Signal.terminate.ignore()
    Signal.hangup.ignore()
    // Results have standard output to themselves: what a library prints goes to standard error.
    let pipe = MessagePipe(
      input: try Descriptor(duplicating: 0), output: try Descriptor(duplicating: 1))
    try CurrentProcess.sendOutputToError()
    try pipe.write(.hello(Hello(worker: facts, term: 0, holding: [])))
    while let message = try pipe.read() {
      guard case .assign(let attempt, let assignment, let limits) = message else { continue }
      let clock = SystemClock()
      let checkpoints = RunnerCheckpoints(pipe, for: attempt)
      func train() throws(Failure) -> AttemptResult {
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
        return .outcome(EncodedOutcome(outcome), seconds: clock.now / .seconds(1))
      }
      let result: AttemptResult
      do throws(Failure) {
        result = try train()
      } catch {
        let data = download.map { RunnerData(pipe, $0) }
        result = retried(train, after: error, with: data)
      }
      try pipe.write(.result(attempt, result))
      checkpoints.finish()
    }
  }

  /// Trains once more where the data was not here and could be brought.
  private static func retried(
    _ train: () throws(Failure) -> AttemptResult, after failure: Failure, with data: RunnerData?
  ) -> AttemptResult {
    guard failure.cause == .unavailable, let data, data.bring() else { return .failure(failure) }
    do throws(Failure) {
      return try train()
    } catch {
      return .failure(error)
    }
  }
}
