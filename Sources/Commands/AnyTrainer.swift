package import Sweeps
package import Training
package import Trials

/// Trains with the built-in engine or with a program, whichever the recipe asks for.
package struct AnyTrainer: TrialTrainer {
  private let engine: EngineTrainer
  private let program: ProgramTrainer

  /// - Parameters:
  ///   - engine: trains recipes of the built-in engine.
  ///   - program: trains recipes that name a program.
  package init(engine: EngineTrainer, program: ProgramTrainer) {
    self.engine = engine
    self.program = program
  }

  /// Trains with the trainer that the assignment's kind names.
  ///
  /// - Throws: the failure of that trainer, as it is.
  package func train(
    _ assignment: Assignment, attempt: Int, within limits: TrialLimits,
    checkpoints: any CheckpointExchange, report: (Measurement) -> Void
  ) throws(Failure) -> Outcome {
    let trainer: any TrialTrainer =
      switch assignment.kind {
      case .engine: engine
      case .program: program
      }
    return try trainer.train(
      assignment, attempt: attempt, within: limits, checkpoints: checkpoints, report: report)
  }
}
