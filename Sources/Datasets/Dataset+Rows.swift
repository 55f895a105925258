extension Dataset {
  /// The numbers of an example: pixels from 0 to 1, columns as they are.
  ///
  /// - Precondition: the set has the row.
  package func numbers(ofRow row: Int) -> [Float] {
    precondition(0..<form.rows ~= row)
    let count = form.shape.count
    switch form.element {
    case .byte(let scale):
      let bytes = examples.start.assumingMemoryBound(to: UInt8.self) + row * count
      return (0..<count).map { Float(bytes[$0]) * scale }
    case .float:
      let numbers = examples.start.assumingMemoryBound(to: Float.self) + row * count
      return (0..<count).map { numbers[$0] }
    }
  }
}
