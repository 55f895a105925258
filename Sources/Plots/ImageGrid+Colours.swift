package import Drawings

extension ImageGrid.Tile {
  /// An image of numbers in the colours of a ramp of its own, whatever the grid's is.
  package init(
    width: Int, height: Int, numbers: [Float], over range: ClosedRange<Double>, ramp: Ramp,
    label: String = "", isMarked: Bool = false
  ) {
    let span = range.upperBound - range.lowerBound
    let colours = numbers.flatMap { number -> [Float] in
      let share = span > 0 ? (Double(number) - range.lowerBound) / span : 0.5
      let colour = ramp.colour(share.isFinite ? share : 0.5)
      return [colour.red, colour.green, colour.blue].map { Float($0) / 255 }
    }
    self.init(
      width: width, height: height, channels: 3, numbers: colours, label: label,
      isMarked: isMarked)
  }
}
