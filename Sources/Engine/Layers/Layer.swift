/// One step of a network: from the values of one buffer to those of the next, and back.
///
/// Layers are classes that hold pointers laid out beforehand; a pass allocates nothing.
protocol Layer: AnyObject {
  var input: ActivationBuffer { get }
  /// The input itself, for a layer that works in place.
  var output: ActivationBuffer { get }
  /// Computes the output's values.
  func forward(_ samples: Range<Int>, training: Bool)
  /// Computes the input's deltas alone: what a network that is only looked into wants.
  func propagate(_ samples: Range<Int>)
  /// Computes the input's deltas, unless nobody wants them, and the layer's gradients.
  ///
  /// - Parameter optimizerStep: given if the layer is to move what it `descends` as it goes.
  func backward(_ samples: Range<Int>, taking optimizerStep: OptimizerStep?)
  /// The flows whose numbers the layer reads or writes.
  var flows: [ActivationBuffer.Flow] { get }
  /// The values that `backward` reads again.
  var remembers: [ActivationBuffer.Flow] { get }
  /// The part of the output's values that `backward` reads, and a layer in place behind must leave alone.
  var keeps: Kept { get }
  /// How many samples at once suit the layer.
  var granularity: BatchGranularity { get }
  /// Whether the whole batch must have passed the layers before.
  var startsStage: Bool { get }
  /// A multiple of how many samples suits the layer, where a few pass at once.
  var samplesTogether: Int { get }
  /// Values and deltas that the layer writes for a sample.
  var floatsPerSample: Int { get }
  /// Indices of the parameters that `backward` moves by itself when given an `optimizerStep`.
  var descends: [Int] { get }
}

/// The part of its output that a layer reads again.
enum Kept {
  case nothing
  /// Whether each number is above zero.
  case signs
  case values
}

/// A layer that can make a relu on the way, while its sums are in registers.
protocol Clamping: Layer {
  var clampsAtZero: Bool { get set }
}

/// How many samples at once suit a layer.
enum BatchGranularity {
  /// As few or many as its neighbours want.
  case any
  /// A few, whose images stay in the cache.
  case samples
  /// The whole batch, for which the weights are read once.
  case batch
}

extension Layer {
  /// All that there is to do backward in a layer without weights.
  func propagate(_ samples: Range<Int>) { backward(samples, taking: nil) }
  var granularity: BatchGranularity { .any }
  var startsStage: Bool { false }
  var samplesTogether: Int { 1 }
  var floatsPerSample: Int { 0 }
  var flows: [ActivationBuffer.Flow] {
    [input.valueFlow, input.deltaFlow, output.valueFlow, output.deltaFlow]
  }
  var remembers: [ActivationBuffer.Flow] { [] }
  var keeps: Kept { .nothing }
  var descends: [Int] { [] }
}
