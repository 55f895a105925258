/// How inputs, kernel and outputs of a convolution meet along one axis.
///
/// Output `o` sees input `o * stride + tap - before` through each tap that falls on the image.
/// Places with the same reach (the whole interior of an image, a row at its edge) are computed
/// together, so nothing is ever multiplied with the zeros that are thought around an image.
struct Axis {
  let inputs: Int
  let taps: Int
  let outputs: Int
  let stride: Int
  let before: Int

  /// Places that reach equally far.
  struct Group {
    /// The first tap, or output, that they reach.
    let first: Int
    /// How many they reach.
    let count: Int
    fileprivate(set) var places: [Int]
  }

  private func input(_ output: Int, _ tap: Int) -> Int { output * stride + tap - before }

  /// Outputs by the taps that fall on the image; consecutive.
  func outputsByTaps() -> [Group] {
    group(outputs) { output in
      (0..<taps).filter { (0..<inputs).contains(input(output, $0)) }
    }
  }

  /// Inputs by the taps through which an output sees them; `stride` apart.
  func inputsByTaps() -> [Group] {
    group(inputs) { place in
      (0..<taps).filter { tap in output(seeing: place, through: tap) != nil }
    }
  }

  /// Taps by the outputs for which they fall on the image; consecutive.
  func tapsByOutputs() -> [Group] {
    group(taps) { tap in
      (0..<outputs).filter { (0..<inputs).contains(input($0, tap)) }
    }
  }

  /// The output that sees an input through a tap, if there is one.
  func output(seeing place: Int, through tap: Int) -> Int? {
    let distance = place + before - tap
    guard distance >= 0, distance % stride == 0, distance / stride < outputs else { return nil }
    return distance / stride
  }

  /// The input that an output sees through a tap.
  func input(seenBy output: Int, through tap: Int) -> Int { input(output, tap) }

  private func group(_ count: Int, _ reach: (Int) -> [Int]) -> [Group] {
    var groups: [Group] = []
    for place in 0..<count {
      let reached = reach(place)
      let first = reached.first ?? 0
      if let index = groups.firstIndex(where: {
        $0.first == first && $0.count == reached.count
      }) {
        groups[index].places.append(place)
      } else {
        groups.append(Group(first: first, count: reached.count, places: [place]))
      }
    }
    return groups
  }
}
