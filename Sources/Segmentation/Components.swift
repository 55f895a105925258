/// The smallest upright box of pixels around something.
package struct PixelBox: Hashable, Sendable {
  /// The first column, from 0.
  package var left: Int
  /// The first row, from 0.
  package var top: Int
  /// The column behind the last.
  package var right: Int
  /// The row behind the last.
  package var bottom: Int

  /// Makes a box from its first column and row to those behind the last.
  package init(left: Int, top: Int, right: Int, bottom: Int) {
    (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
  }

  /// How many columns of pixels it has.
  package var width: Int { right - left }
  /// How many rows of pixels it has.
  package var height: Int { bottom - top }

  func union(_ other: PixelBox) -> PixelBox {
    PixelBox(
      left: min(left, other.left), top: min(top, other.top), right: max(right, other.right),
      bottom: max(bottom, other.bottom))
  }

  /// How many columns both have; below zero, how many lie between them.
  func sharedColumns(_ other: PixelBox) -> Int { min(right, other.right) - max(left, other.left) }
  /// How many rows both have; below zero, how many lie between them.
  func sharedRows(_ other: PixelBox) -> Int { min(bottom, other.bottom) - max(top, other.top) }
}

/// Pixels that hang together, or parts that belong together.
struct Component {
  var box: PixelBox
  /// Their places in the picture, row by row.
  var pixels: [Int]

  mutating func take(_ other: Component) {
    box = box.union(other.box)
    pixels += other.pixels
  }
}

/// The connected components of a picture's set pixels, corners included, in the order in which rows meet them.
///
/// Runs of a row are joined with those of the row above that they touch, by union-find.
func components(_ isSet: [Bool], width: Int, height: Int) -> [Component] {
  var runs: [(row: Int, columns: Range<Int>)] = []
  var parents: [Int] = []
  func root(_ run: Int) -> Int {
    var run = run
    while parents[run] != run {
      parents[run] = parents[parents[run]]
      run = parents[run]
    }
    return run
  }
  var above = 0..<0
  for y in 0..<height {
    let first = runs.count
    var x = 0
    while x < width {
      guard isSet[y * width + x] else {
        x += 1
        continue
      }
      let start = x
      while x < width, isSet[y * width + x] { x += 1 }
      runs.append((y, start..<x))
      parents.append(parents.count)
    }
    var candidate = above.lowerBound
    for run in first..<runs.count {
      let columns = runs[run].columns
      // Runs that end before this one begins touch none that follow.
      while candidate < above.upperBound, runs[candidate].columns.upperBound < columns.lowerBound {
        candidate += 1
      }
      var other = candidate
      while other < above.upperBound, runs[other].columns.lowerBound <= columns.upperBound {
        let (a, b) = (root(other), root(run))
        if a != b { parents[max(a, b)] = min(a, b) }
        other += 1
      }
    }
    above = first..<runs.count
  }
  var places: [Int: Int] = [:]
  var components: [Component] = []
  for (run, (row, columns)) in runs.enumerated() {
    let part = Component(
      box: PixelBox(
        left: columns.lowerBound, top: row, right: columns.upperBound, bottom: row + 1),
      pixels: columns.map { row * width + $0 })
    let root = root(run)
    if let place = places[root] {
      components[place].take(part)
    } else {
      places[root] = components.count
      components.append(part)
    }
  }
  return components
}
