/// The names of what lies in a trial's directory and in those of its attempts.
enum AttemptFiles {
  /// The directory of the checkpoint, and the file whose lock is the right to the trial's directory.
  static let (checkpoint, lock) = ("checkpoint", "lock")
  /// The files with a trial's values, for any program and for Weights & Biases.
  static let (parameters, wandb) = ("params.json", "wandb-params.yaml")
}
