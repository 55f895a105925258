import Documents
import Drawings
import Testing

@testable import Plots

struct ScaleTests {
  @Test(
    arguments: [
      (["0.1", "0.2", "0.3"], Scale.Kind.linear), (["1e-06", "0.0005005", "0.001"], .linear),
      (["16", "32", "64", "128"], .log), (["1e-05", "0.0001", "0.001", "0.003"], .log),
      (["0.001", "0.01"], .log), (["0.1", "0.5"], .linear), (["128", "16", "64", "32"], .log),
      (["0", "1e-05", "0.0001", "0.001"], .logWithZero), (["0", "0.25", "0.5"], .linear),
      (["0", "1", "2", "4", "8"], .linear), (["-1", "1", "100"], .linear),
      (["relu", "tanh"], .names), (["0.1", "auto"], .names), (["1", "1.0"], .names),
      (["64"], .names),
    ])
  func `levels are on the axis on which they are most evenly spaced`(
    labels: [String], kind: Scale.Kind
  ) {
    #expect(FactorLevels(labels).scale.kind == kind)
  }

  @Test func `an axis can be asked for, where the levels allow it`() {
    #expect(FactorLevels(["1", "2", "3"], spacing: .log).scale.kind == .log)
    #expect(FactorLevels(["1", "10", "100"], spacing: .linear).scale.kind == .linear)
    #expect(FactorLevels(["-1", "1", "2"], spacing: .log).scale.kind == .linear)
    #expect(FactorLevels(["a", "b"], spacing: .log).scale.kind == .names)
  }

  @Test func `values are in order on every scale, and zero is before the smallest`() {
    for labels in [["0.1", "0.2"], ["1", "10", "100"], ["0", "1e-05", "0.0001", "0.001"]] {
      let levels = FactorLevels(labels)
      let shares = labels.indices.map { levels.scale.share(levels.position(of: $0)) }
      #expect(zip(shares, shares.dropFirst()).allSatisfy { $0 < $1 })
      #expect(shares.allSatisfy { (0...1).contains($0) })
    }
  }

  @Test func `equal ratios are equally far apart on a logarithmic axis`() {
    let levels = FactorLevels(["1", "10", "100"])
    let shares = (0..<3).map { levels.scale.share(levels.position(of: $0)) }
    #expect(abs((shares[1] - shares[0]) - (shares[2] - shares[1])) < 1e-12)
  }

  @Test(
    arguments: [[], [0.5], [.nan, .infinity], [-1e308, 1e308], [1e-300, 2e-300]] as [[Double]])
  func `whatever the values, a scale has a length and ticks can be asked for`(values: [Double]) {
    let scale = Scale.linear(holding: values)
    #expect(scale.lower < scale.upper)
    for count in 2...8 { #expect(Ticks.linear(scale, atMost: count).named.count <= count) }
  }
}

struct TicksTests {
  private func labels(_ lower: Double, _ upper: Double, _ count: Int) -> [String] {
    Ticks.linear(Scale(kind: .linear, lower: lower, upper: upper), atMost: count).named
      .map(\.label.plain)
  }

  @Test func `ticks are at round numbers, as many as there is room for`() {
    #expect(labels(0.9701, 0.9849, 4) == ["0.975", "0.980"])
    #expect(
      labels(0.9701, 0.9849, 8) == ["0.972", "0.974", "0.976", "0.978", "0.980", "0.982", "0.984"])
    #expect(labels(-0.021, 0.006, 4) == ["−0.02", "−0.01", "0"])
    #expect(labels(0, 100, 6) == ["0", "20", "40", "60", "80", "100"])
    #expect(labels(1, 40, 8) == ["5", "10", "15", "20", "25", "30", "35", "40"])
  }

  @Test func `what is counted has ticks at whole numbers only`() {
    let axis = Axis("epoch", Scale(kind: .linear, lower: 0.96, upper: 3.04), .counts)
    #expect(axis.ticks(length: 400) { _ in 20 }.named.map(\.label.plain) == ["1", "2", "3"])
  }

  @Test func `very small and very large numbers share a power of ten`() {
    let small = Ticks.linear(Scale(kind: .linear, lower: 0, upper: 3.1e-7), atMost: 4)
    #expect(small.exponent == -7)
    #expect(small.named.map(\.label.plain) == ["0", "1", "2", "3"])
    let axis = Axis("seconds", Scale(kind: .linear, lower: 0, upper: 3.1e7))
    let ticks = axis.ticks(length: 100) { _ in 20 }
    #expect(axis.heading(ticks).plain == "seconds (×1e7)")
  }

  @Test func `a logarithmic axis names powers of ten, and their multiples within a single one`() {
    let wide = Ticks.log(Scale(kind: .log, lower: 8e-6, upper: 4e-3), atMost: 8)
    #expect(wide.named.map(\.label.plain) == ["1e-5", "0.0001", "0.001"])
    #expect(wide.unnamed.count == 21)
    let narrow = Ticks.log(Scale(kind: .log, lower: 14, upper: 150), atMost: 8)
    #expect(narrow.named.map(\.label.plain) == ["100"] || narrow.named.count > 1)
    let widest = Ticks.log(Scale(kind: .log, lower: 1e-300, upper: 1e300), atMost: 5)
    #expect((2...6).contains(widest.named.count))
  }

  @Test func `levels are called on axes what they are called in tables`() {
    let axis = Axis("l2", FactorLevels(["1e-05", "0.003", "0.05"]))
    let ticks = axis.ticks(length: 400) { $0.width * 7 + 5 }
    #expect(ticks.named.map(\.label.plain) == ["1e-5", "0.003", "0.05"])
  }

  @Test func `labels of neighbours never touch`() {
    for length in stride(from: 20.0, through: 500, by: 7) {
      let axis = Axis("l2", FactorLevels(["0", "1e-05", "0.0001", "0.001", "0.003"]))
      let ticks = axis.ticks(length: length) { $0.width * 7 + 5 }.named
      let ends = ticks.map { tick in
        (axis.scale.share(tick.value) * length, tick.label.width * 7 / 2)
      }
      guard ends.count > 2 else { continue }
      for (a, b) in zip(ends, ends.dropFirst()) { #expect(a.0 + a.1 < b.0 - b.1) }
    }
  }
}
