import Drawings
import Reports

extension String {
  /// The text, or as much of it as fits into a width, with `…` for what is left out.
  ///
  /// The longest of several values with commas between them lose their middles: a number that is cut is
  /// another number.
  func shortened(to width: Double, size: Double) -> String {
    guard relativeWidth * size > width else { return self }
    let values = split(separator: ",").map { $0.drop { $0 == " " } }.map(String.init)
    var limit = values.map(\.relativeWidth).max() ?? 0
    // A value alone that is much wider than all may be does not fit: those steps are left out.
    limit -= max(0, ((limit - width / size - 2) / 0.25).rounded(.down)) * 0.25
    while values.count > 1, limit > 1.6 {
      limit -= 0.25
      let text = values.map { $0.cut(to: limit * size, size: size) }.joined(separator: ", ")
      if text.relativeWidth * size <= width { return text }
    }
    return cut(to: width, size: size)
  }

  /// The text, or its beginning and end with `…` between them where it is wider than `width`.
  ///
  /// Names differ at their ends as often as at their beginnings.
  private func cut(to width: Double, size: Double) -> String {
    guard relativeWidth * size > width else { return self }
    let characters = Array(self)
    func text(_ kept: Int) -> String {
      let head = (kept + 1) / 2
      return String(characters[..<head]) + "…" + String(characters.suffix(kept - head))
    }
    // A longer cut holds all characters of a shorter one, so widths grow with it.
    var (fitting, excessive) = (0, characters.count)
    while excessive - fitting > 1 {
      let kept = (fitting + excessive) / 2
      if text(kept).relativeWidth * size <= width { fitting = kept } else { excessive = kept }
    }
    return text(fitting)
  }
}

extension [String] {
  /// The texts shortened to a width; those that then look alike are numbered.
  func shortened(to width: Double, size: Double) -> [String] {
    let short = map { $0.shortened(to: width, size: size) }
    let times = Dictionary(short.map { ($0, 1) }, uniquingKeysWith: +)
    return zip(self, short).enumerated().map { index, pair in
      guard times[pair.1] ?? 1 > 1, pair.0 != pair.1 else { return pair.1 }
      let number = " #\(index + 1)"
      let room = width - number.relativeWidth * size
      return pair.0.shortened(to: room, size: size) + number
    }
  }

  /// The text in as many lines as it takes to keep to a width; words stay whole.
  static func lines(of text: String, width: Double, size: Double) -> [String] {
    text.split(separator: " ").reduce(into: []) { lines, word in
      if let last = lines.last, (last + " " + word).relativeWidth * size <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
  }
}

extension Scores {
  /// The parameters that take several values: what configurations differ in.
  package var varied: [Int] {
    let several = parameters.indices.filter { index in
      Set(labels.map { $0[index] }).count > 1
    }
    return several.isEmpty ? Array(parameters.indices) : several
  }

  /// The names of these parameters, as a heading for `name(of:besides:)`.
  func heading(besides parameter: Int? = nil) -> String {
    varied.filter { $0 != parameter }.map { parameters[$0] }.joined(separator: ", ")
  }

  /// A configuration's values, without those that all have in common: `128, 0.25`.
  func name(of configuration: Int, besides parameter: Int? = nil) -> String {
    let values = varied.filter { $0 != parameter }.map { shown[$0][labels[configuration][$0]] }
    return values.isEmpty ? sweep : values.joined(separator: ", ")
  }

  /// All of a configuration's values with their names: `units = 128, dropout = 0.25`.
  package func fullName(of configuration: Int) -> String {
    let pairs = parameters.indices.map { place in
      "\(parameters[place]) = \(shown[place][labels[configuration][place]])"
    }
    return pairs.isEmpty ? sweep : pairs.joined(separator: ", ")
  }
}
