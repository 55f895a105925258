package import Engine

/// How a network's probability of the true class falls as a patch of background moves over an image
/// (Zeiler and Fergus, "Visualizing and understanding convolutional networks", 2014).
package struct Occlusion: Hashable, Sendable {
  /// The side of the square patch, in pixels.
  package let patch: Int
  /// How far it moves at once; at most its side, so that every pixel is covered.
  package let stride: Int

  /// - Precondition: a stride from 1 to the patch.
  package init(patch: Int, stride: Int) {
    precondition((1...max(patch, 1)).contains(stride), "pixels between the patches stay uncovered")
    (self.patch, self.stride) = (patch, stride)
  }

  /// The probability of the true class while each part of an image is hidden.
  package struct Map: Hashable, Sendable {
    /// The probability of the true class with nothing hidden.
    package let probability: Double
    /// The mean probability of the true class over the patches that hide a pixel, for each pixel, row by
    /// row.
    package let hidden: [Double]
    /// Whether each pixel is of a stroke.
    package let strokes: [Bool]

    /// Makes a map of an image, with a number and a truth value for each pixel, row by row.
    package init(probability: Double, hidden: [Double], strokes: [Bool]) {
      (self.probability, self.hidden, self.strokes) = (probability, hidden, strokes)
    }

    /// How far the probability falls, as a mean over the pixels of strokes; nil without any.
    package var dropOnStrokes: Double? { drop { strokes[$0] } }
    /// The same over the others.
    package var dropOnBackground: Double? { drop { !strokes[$0] } }

    private func drop(_ isWanted: (Int) -> Bool) -> Double? {
      let pixels = hidden.indices.filter(isWanted)
      guard !pixels.isEmpty else { return nil }
      return probability - pixels.reduce(0) { $0 + hidden[$1] } / Double(pixels.count)
    }
  }

  /// - Parameters:
  ///   - image: as the network sees it, in height x width x channels order.
  ///   - label: the true class.
  ///   - shape: height, width and channels.
  package func map(
    of image: [Float], label: Int, shape: Shape, by network: Network
  ) -> Map {
    let ground = ImageGround(image, shape: shape)
    let (height, width, channels) = (shape.extents[0], shape.extents[1], shape.extents[2])
    let corners = starts(along: height).flatMap { y in starts(along: width).map { (y, $0) } }
    var images = [image]
    for corner in corners {
      var hidden = image
      forEachPixel(at: corner, height, width) { pixel in
        for channel in 0..<channels {
          hidden[pixel * channels + channel] = ground.background[channel]
        }
      }
      images.append(hidden)
    }
    let probabilities = network.classProbabilities(images).map { Double($0[label]) }
    var sums = [Double](repeating: 0, count: height * width)
    var counts = [Double](repeating: 0, count: height * width)
    for (corner, probability) in zip(corners, probabilities.dropFirst()) {
      forEachPixel(at: corner, height, width) { pixel in
        sums[pixel] += probability
        counts[pixel] += 1
      }
    }
    return Map(
      probability: probabilities[0], hidden: zip(sums, counts).map { $0 / $1 },
      strokes: ground.strokes)
  }

  /// Where patches begin along an axis; the last ends with it.
  private func starts(along extent: Int) -> [Int] {
    let last = max(0, extent - patch)
    return Array(Swift.stride(from: 0, to: last, by: stride)) + [last]
  }

  private func forEachPixel(
    at corner: (y: Int, x: Int), _ height: Int, _ width: Int, _ body: (Int) -> Void
  ) {
    for y in corner.y..<min(corner.y + patch, height) {
      for x in corner.x..<min(corner.x + patch, width) { body(y * width + x) }
    }
  }
}
