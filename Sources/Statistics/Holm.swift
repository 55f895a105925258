/// The p values of a family of tests, raised so that all of them together err as rarely as one.
///
/// Holm, "A simple sequentially rejective multiple test procedure" (1979): the i-th smallest of m is
/// multiplied by m - i + 1, and none falls below the one before it. Comes back in the order given.
///
/// - Precondition: every p value lies in 0...1.
package func holmAdjusted(_ pValues: [Double]) -> [Double] {
  precondition(pValues.allSatisfy((0...1).contains), "p values lie in 0...1, not in \(pValues)")
  var adjusted = pValues
  var floor = 0.0
  for (place, index) in pValues.indices.sorted(by: { pValues[$0] < pValues[$1] }).enumerated() {
    floor = max(floor, min(1, pValues[index] * Double(pValues.count - place)))
    adjusted[index] = floor
  }
  return adjusted
}
