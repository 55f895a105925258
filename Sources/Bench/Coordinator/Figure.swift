import Documents
import Glibc
import Reports
import Sweeps

/// One measured number, the bar it has to reach, if any, and what else there is to know about it.
struct Figure {
  enum Bar {
    case atLeast(Double)
    case atMost(Double)
  }

  let what: String
  let value: Double
  let unit: String
  let bar: Bar?
  var details: [(String, JSON)] = []

  init(
    _ what: String, _ value: Double, _ unit: String, _ bar: Bar?,
    _ details: KeyValuePairs<String, JSON> = [:]
  ) {
    (self.what, self.value, self.unit, self.bar) = (what, value, unit, bar)
    self.details = details.map { ($0.key, $0.value) }
  }

  var isMet: Bool {
    switch bar {
    case .atLeast(let least): value >= least
    case .atMost(let most): value <= most
    case nil: true
    }
  }

  /// As one line of JSON.
  func line(of benchmark: String) -> String {
    var members: [(String, JSON)] = [
      ("case", .text(benchmark)), ("what", .text(what)), ("value", .number(value.rounded(4))),
      ("unit", .text(unit)),
    ]
    switch bar {
    case .atLeast(let least): members.append(("bar", .text(">= \(Document.label(least))")))
    case .atMost(let most): members.append(("bar", .text("<= \(Document.label(most))")))
    case nil: break
    }
    if bar != nil { members.append(("met", .boolean(isMet))) }
    return JSON.object((members + details).map { JSON.Member($0.0, $0.1) }).line
  }
}

extension Double {
  /// The number with so many significant digits.
  func rounded(_ digits: Int) -> Double {
    guard self != 0, isFinite else { return self }
    let scale = pow(10, Double(digits - 1) - log10(abs(self)).rounded(.down))
    return (self * scale).rounded() / scale
  }
}

extension [Double] {
  /// The middle one, the greater of two; NaN of none.
  var median: Double { isEmpty ? .nan : sorted()[count / 2] }
}
