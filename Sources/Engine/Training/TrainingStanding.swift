/// How far a training has come, beside its numbers.
struct TrainingStanding {
  /// Completed so far.
  var epoch = 0
  /// The way in which training ended; nil while it goes on.
  var ending: Outcome.Ending?
  var last, best: EpochReport?
  var confusion, bestConfusion: Confusion?
  var progress: EarlyStoppingState

  init(_ training: TrainingDescription) {
    progress = EarlyStoppingState(training.earlyStopping ?? EarlyStopping())
  }
}
