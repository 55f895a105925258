/// Some of all proposals, in their order.
struct Members {
  let indices: [Int]
  /// The place of every proposal among them, -1 of others; empty where they are few.
  let places: [Int32]

  /// The most members of which sorting is faster than going through all.
  private static let fewAtMost = 25

  /// - Parameter count: of all proposals.
  init(_ indices: [Int], among count: Int) {
    self.indices = indices
    guard indices.count > Members.fewAtMost else {
      places = []
      return
    }
    var places = [Int32](repeating: -1, count: count)
    for (place, index) in indices.enumerated() { places[index] = Int32(place) }
    self.places = places
  }
}
