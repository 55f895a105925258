import Glibc

/// The learning rate of every step of a training.
struct ScheduledRates {
  private let training: TrainingDescription
  private let stepsPerEpoch: Int

  init(_ training: TrainingDescription, stepsPerEpoch: Int) {
    (self.training, self.stepsPerEpoch) = (training, max(stepsPerEpoch, 1))
  }

  /// The rate of the step with this number, from 0.
  func rate(at step: Int) -> Float {
    let peak = Double(training.optimizer.learningRate)
    let warmUp = training.warmUpEpochs * stepsPerEpoch
    if step < warmUp { return Float(peak * Double(step + 1) / Double(warmUp)) }
    let step = step - warmUp
    let epochs = Double(step) / Double(stepsPerEpoch)
    switch training.schedule {
    case .constant:
      return training.optimizer.learningRate
    case .step(let factor, let every):
      return Float(peak * pow(Double(factor), Double(step / stepsPerEpoch / every)))
    case .exponential(let factor):
      return Float(peak * pow(Double(factor), epochs))
    case .cosine(let floor):
      let last = Double(max(training.epochs * stepsPerEpoch - warmUp - 1, 1))
      let height = (1 + cos(Double.pi * min(Double(step) / last, 1))) / 2
      return Float(peak * (Double(floor) + (1 - Double(floor)) * height))
    }
  }
}
