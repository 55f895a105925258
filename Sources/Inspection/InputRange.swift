/// Between which numbers each place of an input lies, as the network sees it.
///
/// Pixels from 0 to 255 that are scaled by 1/255 lie between 0 and 1; standardized ones in as many other
/// ranges as there are channels. Sizes of attacks are shares of these ranges.
package struct InputRange: Hashable, Sendable {
  /// The least number at each place of an input, in the input's order.
  package let lower: [Float]
  /// The largest number at each place of an input; where it is the least too, nothing is changed.
  package let upper: [Float]

  /// - Precondition: as many upper ends as lower ones, none of them below its lower one.
  package init(lower: [Float], upper: [Float]) {
    precondition(lower.count == upper.count && zip(lower, upper).allSatisfy { $0 <= $1 })
    (self.lower, self.upper) = (lower, upper)
  }

  /// The same range for all numbers.
  package init(_ range: ClosedRange<Float>, count: Int) {
    self.init(
      lower: [Float](repeating: range.lowerBound, count: count),
      upper: [Float](repeating: range.upperBound, count: count))
  }

  /// Gives the difference of the ends at a place, from 0; 0 where the number never differs.
  package func width(_ place: Int) -> Float { upper[place] - lower[place] }

  /// The input with each number in its range.
  package func clamp(_ input: [Float]) -> [Float] {
    input.indices.map { min(max(input[$0], lower[$0]), upper[$0]) }
  }

  /// The Euclidean distance of two inputs in units of the ranges; numbers without a range are left out.
  package func distance(_ one: [Float], _ other: [Float]) -> Double {
    var sum = 0.0
    for place in one.indices where width(place) > 0 {
      let part = Double((one[place] - other[place]) / width(place))
      sum += part * part
    }
    return sum.squareRoot()
  }
}
