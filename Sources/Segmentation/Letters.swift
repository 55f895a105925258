/// The letters of a picture, by lines and words.
package struct TextLine: Hashable, Sendable {
  /// From left to right.
  package let words: [[Letter]]

  /// The letters of all words, from left to right.
  package var letters: [Letter] { words.flatMap(\.self) }
}

/// A letter: its ink, and where it is.
package struct Letter: Hashable, Sendable {
  /// The smallest box around the ink, in pixels of the whole picture.
  package let box: PixelBox
  /// Whether each pixel of the box is ink of the letter, row by row.
  package let isInk: [Bool]

  /// - Precondition: `isInk.count` equals the box's number of pixels.
  package init(box: PixelBox, isInk: [Bool]) {
    precondition(isInk.count == box.width * box.height)
    (self.box, self.isInk) = (box, isInk)
  }
}

extension Ink {
  /// The lines of letters, from the top; specks and what is far smaller than letters are left out.
  package func lines() -> [TextLine] {
    let parts = components(isInk, width: width, height: height)
    // Text lower than 8 pixels is noise: nobody could read it.
    guard let size = letterHeight(parts), size >= 8 else { return [] }
    let letters = joined(parts, size: size).filter { component in
      // Points and commas are lower than letters, and dashes narrower than they are long.
      Double(max(component.box.height, component.box.width / 2)) >= 0.4 * size
    }
    let lines = grouped(letters.map(\.box))
    let widths = lines.flatMap { line in gaps(of: line.map { letters[$0].box }) }.sorted()
    let usual = widths.isEmpty ? 0 : widths[widths.count / 2]
    // Most gaps are between letters; what is wider than those by far is between words.
    let widest = 1.5 * Double(usual) + size / 3
    return lines.map { line in
      TextLine(
        words: split(line.map { letters[$0].box }, over: widest).map { word in
          word.map { letter(letters[line[$0]]) }
        })
    }
  }

  /// The height that half of the ink is no higher than: that of letters, whatever specks there are.
  private func letterHeight(_ parts: [Component]) -> Double? {
    let sorted = parts.sorted { $0.box.height < $1.box.height }
    var rest = parts.reduce(0) { $0 + $1.pixels.count } / 2
    for part in sorted {
      rest -= part.pixels.count
      if rest < 0 { return Double(part.box.height) }
    }
    return nil
  }

  /// Parts above each other as one: the bar of a T that floats over its stem, a stroke that was torn.
  private func joined(_ parts: [Component], size: Double) -> [Component] {
    var parts = parts.filter { Double($0.pixels.count) >= (0.06 * size) * (0.06 * size) }
      .sorted { $0.pixels.count > $1.pixels.count }
    var place = 0
    while place < parts.count {
      let partner = parts.indices.first { other in
        other != place && belongTogether(parts[place].box, parts[other].box, size: size)
      }
      guard let partner else {
        place += 1
        continue
      }
      let (first, second) = (min(place, partner), max(place, partner))
      parts[first].take(parts.remove(at: second))
      // A component that was apart from both may belong to them together.
      place = 0
    }
    return parts
  }

  private func belongTogether(_ a: PixelBox, _ b: PixelBox, size: Double) -> Bool {
    let narrower = Double(min(a.width, b.width))
    let whole = a.union(b)
    return Double(a.sharedColumns(b)) >= 0.6 * narrower
      && Double(-a.sharedRows(b)) < 0.25 * size
      && Double(whole.height) < max(1.4 * size, 1.2 * Double(max(a.height, b.height)))
  }

  private func letter(_ component: Component) -> Letter {
    let box = component.box
    var isInk = [Bool](repeating: false, count: box.width * box.height)
    for pixel in component.pixels {
      isInk[(pixel / width - box.top) * box.width + pixel % width - box.left] = true
    }
    return Letter(box: box, isInk: isInk)
  }
}

/// The places of the boxes that stand in each line, the lines from the top, each from left to right.
///
/// Each box is joined to the nearest one on its right that shares rows with it: so lines may slope.
private func grouped(_ boxes: [PixelBox]) -> [[Int]] {
  let order = boxes.indices.sorted { boxes[$0].middle < boxes[$1].middle }
  var lines = Array(boxes.indices)
  for (place, a) in order.enumerated() {
    let next = order[(place + 1)...].first { b in
      let lower = min(boxes[a].height, boxes[b].height)
      return Double(boxes[a].sharedRows(boxes[b])) >= 0.4 * Double(lower)
    }
    guard let next, lines[a] != lines[next] else { continue }
    let (former, line) = (lines[next], lines[a])
    for index in lines.indices where lines[index] == former { lines[index] = line }
  }
  return Dictionary(grouping: order) { lines[$0] }.values.sorted { a, b in
    (mean(a.map { boxes[$0].top + boxes[$0].bottom }), a[0])
      < (mean(b.map { boxes[$0].top + boxes[$0].bottom }), b[0])
  }
}

/// How many columns lie between each two neighbours of a line.
private func gaps(of boxes: [PixelBox]) -> [Int] {
  zip(boxes, boxes.dropFirst()).map { max(0, -$0.sharedColumns($1)) }
}

/// The words of a line.
///
/// - Parameters:
///   - boxes: from left to right.
///   - widest: the widest gap between letters of a word.
private func split(_ boxes: [PixelBox], over widest: Double) -> [[Int]] {
  var words: [[Int]] = boxes.isEmpty ? [] : [[0]]
  for (place, gap) in gaps(of: boxes).enumerated() {
    if Double(gap) > widest {
      words.append([place + 1])
    } else {
      words[words.count - 1].append(place + 1)
    }
  }
  return words
}

extension PixelBox {
  /// Twice the column of its middle.
  fileprivate var middle: Int { left + right }
}

private func mean(_ numbers: [Int]) -> Double {
  Double(numbers.reduce(0, +)) / Double(max(numbers.count, 1))
}
