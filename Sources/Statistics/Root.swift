/// Where a continuous function crosses zero inside a bracket, to the last bits of a Double.
///
/// Chandrupatla, "A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear
/// function without using derivatives" (1997): inverse quadratic steps where they are safe, else
/// halves, so it ends for every function. Infinite values are welcome for their sign.
///
/// - Precondition: the function does not have the same sign at both ends.
func root(in bracket: ClosedRange<Double>, of function: (Double) -> Double) -> Double {
  // `new` and `far` enclose the root; `old` is the point given up last.
  var far = (x: bracket.lowerBound, y: function(bracket.lowerBound))
  var new = (x: bracket.upperBound, y: function(bracket.upperBound))
  if far.y == 0 { return far.x }
  if new.y == 0 { return new.x }
  precondition(far.y.sign != new.y.sign, "no sign change within \(bracket)")
  var step = 0.5
  while true {
    let x = new.x + step * (far.x - new.x)
    let y = function(x)
    let old: (x: Double, y: Double)
    if (y < 0) == (new.y < 0) {
      old = new
    } else {
      old = far
      far = new
    }
    new = (x, y)

    let best = abs(new.y) < abs(far.y) ? new : far
    let tolerance = 2 * best.x.ulp
    let least = tolerance / abs(far.x - new.x)
    if best.y == 0 || least > 0.5 { return best.x }

    let position = (new.x - far.x) / (old.x - far.x)
    let height = (new.y - far.y) / (old.y - far.y)
    if height * height < position && (1 - height) * (1 - height) < 1 - position {
      let first = new.y / (far.y - new.y) * old.y / (far.y - old.y)
      let second =
        (old.x - new.x) / (far.x - new.x) * new.y / (old.y - new.y) * far.y / (old.y - far.y)
      step = min(max(first + second, least), 1 - least)
    } else {
      step = 0.5
    }
  }
}
