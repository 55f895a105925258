/// Where a picture has ink: pixels that are darker than the paper around them.
package struct Ink: Hashable, Sendable {
  /// How many pixels a row has.
  package let width: Int
  /// How many rows of pixels there are.
  package let height: Int
  /// Row by row.
  package let isInk: [Bool]

  /// - Precondition: as many as pixels.
  package init(width: Int, height: Int, isInk: [Bool]) {
    precondition(isInk.count == width * height)
    (self.width, self.height, self.isInk) = (width, height, isInk)
  }
}

extension GreyImage {
  /// Where there is ink on paper that may lie in shadow; on a dark board, where there is chalk.
  ///
  /// How dark a pixel is counts as a share of the paper around it, which is the mean of pixels that are no
  /// ink. Ink is what is darker than Otsu's threshold ("A threshold selection method from gray-level
  /// histograms", 1979), taken over the pixels that noise does not explain, and what hangs together with
  /// that and is half as dark: so a stroke that grows faint is not torn.
  package func ink() -> Ink {
    let smooth = blurred(radius: 1)
    let (darkness, noise) = smooth.darkness()
    let dark = darkness.lazy.filter { $0 > 4 * noise }.reduce(0, +)
    let light = darkness.lazy.filter { $0 < -4 * noise }.reduce(0, -)
    guard light > dark else { return smooth.ink(darkness, noise: noise) }
    let negative = GreyImage(width: width, height: height, values: smooth.values.map { 1 - $0 })
    let (lightness, same) = negative.darkness()
    return negative.ink(lightness, noise: same)
  }

  private func ink(_ darkness: [Float], noise: Float) -> Ink {
    // No pen is fainter than 4 %, and paper that a program drew has no noise.
    let least = max(4 * noise, 0.04)
    let candidates = darkness.filter { $0 > least }
    let threshold = max(least, otsuThreshold(of: candidates))
    let low = max(least, threshold / 2)
    var isInk = [Bool](repeating: false, count: darkness.count)
    for component in components(darkness.map { $0 > low }, width: width, height: height)
    where component.pixels.contains(where: { darkness[$0] > threshold }) {
      for pixel in component.pixels { isInk[pixel] = true }
    }
    return Ink(width: width, height: height, isInk: isInk)
  }

  /// How much darker each pixel is than the paper, as a share of it, and the deviation of that on
  /// bare paper.
  private func darkness() -> (values: [Float], noise: Float) {
    // Wider than strokes, and narrower than shadows.
    let radius = max(4, max(width, height) / 24)
    var paper = blurred(radius: radius).values
    var differences = zip(paper, values).map { $0 - $1 }
    for _ in 0..<2 {
      let noise = deviation(of: differences)
      let isPaper = differences.map { abs($0) <= 3 * max(noise, 0.004) ? Float(1) : 0 }
      let sums = BoxSums(zip(values, isPaper).map { $0 * $1 }, width: width, height: height)
      let counts = BoxSums(isPaper, width: width, height: height)
      for y in 0..<height {
        for x in 0..<width {
          let count = counts.around(x, y, radius: radius).sum
          if count >= 1 {
            paper[y * width + x] = Float(sums.around(x, y, radius: radius).sum / count)
          }
        }
      }
      differences = zip(paper, values).map { $0 - $1 }
    }
    let darkness = zip(differences, paper).map { $0 / max($1, 0.02) }
    return (darkness, deviation(of: darkness))
  }
}

/// The deviation of numbers most of which are noise around zero: 1.4826 times the median magnitude.
private func deviation(of numbers: [Float]) -> Float {
  // A sample tells it as well as all.
  let step = max(1, numbers.count / 100_000)
  let sample = stride(from: 0, to: numbers.count, by: step).map { abs(numbers[$0]) }.sorted()
  return sample.isEmpty ? 0 : 1.4826 * sample[sample.count / 2]
}

/// The threshold that parts numbers into two classes with the largest variance between them; 0 of none.
func otsuThreshold(of numbers: [Float]) -> Float {
  guard let low = numbers.min(), let high = numbers.max(), high > low else { return 0 }
  let bins = 256
  let width = (high - low) / Float(bins)
  var counts = [Int](repeating: 0, count: bins)
  for number in numbers { counts[min(bins - 1, Int((number - low) / width))] += 1 }
  let total = Double(numbers.count)
  let sum = counts.enumerated().reduce(0.0) { $0 + Double($1.offset) * Double($1.element) }
  var (below, belowSum, best, threshold) = (0.0, 0.0, -1.0, 0)
  for (bin, count) in counts.enumerated() {
    below += Double(count)
    belowSum += Double(bin) * Double(count)
    guard below > 0, below < total else { continue }
    let difference = belowSum / below - (sum - belowSum) / (total - below)
    let variance = below * (total - below) * difference * difference
    if variance > best { (best, threshold) = (variance, bin) }
  }
  return low + (Float(threshold) + 1) * width
}
