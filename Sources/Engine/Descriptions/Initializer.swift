/// How a weight is drawn before training; names and formulas are Keras's.
///
/// `fanIn` and `fanOut` count the inputs and outputs of one unit: rows and columns of a dense
/// kernel, times the kernel's area for a convolution.
package enum Initializer: Hashable, Sendable {
  /// Uniform within `sqrt(6 / (fanIn + fanOut))` of zero (Glorot and Bengio, 2010).
  case glorotUniform
  /// Normal with the variance `2 / (fanIn + fanOut)`, cut off at two deviations.
  case glorotNormal
  /// Uniform within `sqrt(6 / fanIn)` of zero (He et al., 2015).
  case heUniform
  /// Normal with the variance `2 / fanIn`, cut off at two deviations.
  case heNormal
  case zeros
  case ones
  /// Uniform from the first number up to the second.
  case uniform(Float, Float)
  /// Normal around zero with this standard deviation.
  case normal(Float)
}
