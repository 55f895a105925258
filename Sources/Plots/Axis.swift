import Documents
import Drawings

/// One side of a plot: what it shows, on which scale, and which places may be named.
struct Axis {
  /// The places that may be named along it.
  enum Naming {
    /// Round numbers.
    case numbers
    /// Whole numbers, for what is counted.
    case counts
    /// The levels of a parameter if there is room for all of them, else round numbers.
    case levels(FactorLevels)
    /// One name at each whole number; shortened, turned, or some left out where there is no room.
    case names([String])
  }

  let title: String
  let scale: Scale
  let naming: Naming
  let isGridded: Bool

  init(_ title: String, _ scale: Scale, _ naming: Naming = .numbers, isGridded: Bool = false) {
    self.title = title
    self.scale = scale
    self.naming = naming
    self.isGridded = isGridded
  }

  /// An axis for a parameter's levels.
  init(_ title: String, _ levels: FactorLevels) {
    let isNumeric = levels.scale.kind != .names
    self.init(
      title, levels.scale,
      isNumeric ? .levels(levels) : .names(levels.shown))
  }

  /// The places to name along an axis of numbers that is so long.
  ///
  /// - Parameter extent: the room that a label takes along the axis, with what keeps it from the
  ///   next one.
  func ticks(length: Double, extent: (Label) -> Double) -> Ticks {
    func fit(_ ticks: Ticks) -> Bool {
      let places = ticks.named.map { (scale.share($0.value) * length, extent($0.label)) }
        .sorted { $0.0 < $1.0 }
      return zip(places, places.dropFirst()).allSatisfy { ($0.1 + $1.1) / 2 <= $1.0 - $0.0 }
    }
    if case .levels(let levels) = naming, let numbers = levels.numbers {
      let named = zip(numbers, levels.shown).map { Tick(value: $0, label: Label($1)) }
      let isShort = named.allSatisfy { $0.label.width <= 2.9 }
      if isShort, named.count <= 12, fit(Ticks(named: named)) { return Ticks(named: named) }
    }
    let isCounted = if case .counts = naming { true } else { false }
    for count in stride(from: 8, through: 2, by: -1) {
      var ticks: Ticks
      switch scale.kind {
      case .linear, .names: ticks = .linear(scale, atMost: count, isWhole: isCounted)
      case .log: ticks = .log(scale, atMost: count)
      case .logWithZero:
        ticks = .log(scale, atMost: count)
        ticks.named.insert(Tick(value: 0, label: "0"), at: 0)
      }
      if fit(ticks) { return ticks }
    }
    return .linear(scale, atMost: 2, isWhole: isCounted)
  }

  /// The title, with the power of ten that the labels leave out.
  func heading(_ ticks: Ticks) -> Label {
    guard ticks.exponent != 0 else { return Label(title) }
    return Label("\(title) (×1e\(ticks.exponent))")
  }
}
