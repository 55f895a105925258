import Documents
import Statistics
import Sweeps
import Testing
import Trials

@Suite struct `A distribution` {
  private static let options = ["relu", "tanh", "gelu"].map {
    Parameter.Option(label: $0, value: Document(.text($0)))
  }

  private static let all: [Distribution] = [
    .uniform(-5, 10), .loguniform(1e-5, 1e-1), .integers(1, 9), .integers(-4, 8, step: 3),
    .logIntegers(16...512), .normal(mean: 2, deviation: 3), .lognormal(mean: 0, deviation: 1),
    .steps(first: 0, step: 0.05, count: 21), .choice(options, weights: nil),
    .choice(options, weights: [1, 0, 3]),
    .real(.beta(Beta(a: 2, b: 5)), .identity, multiplesOf: nil),
    .real(.uniform(0, 4), .inverseExponential, multiplesOf: nil),
    .real(.uniform(0, 5), .exponential, multiplesOf: 8),
  ]

  @Test(arguments: [
    (Distribution.uniform(0, 1), 0.25, "0.25"), (.uniform(-5, 10), 1.0 / 3, "0"),
    (.loguniform(1e-4, 1), 0.25, "0.001"), (.integers(1, 4), 0.25, "2"),
    (.integers(1, 9, step: 2), 0.999, "9"), (.logIntegers(1...100), 0.5, "7"),
    (.normal(mean: 0, deviation: 1), 0.975, "1.95996"),
    (.lognormal(mean: 1, deviation: 1), 0.5, "2.71828"),
    (.steps(first: 0, step: 0.05, count: 21), 0.16, "0.15"),
    (.choice(options, weights: nil), 0.34, "tanh"),
    (.choice(options, weights: [1, 0, 3]), 0.26, "gelu"),
    (.uniform(0.1234564, 1), 0, "0.1234564"),
  ]) func `has a value at each coordinate`(
    distribution: Distribution, coordinate: Double, label: String
  ) {
    #expect(distribution.value(at: coordinate).label == label)
  }

  @Test(arguments: all.indices) func `finds a value's place again`(index: Int) throws {
    let distribution = Self.all[index]
    for share in stride(from: 0.0, to: 1, by: 0.0078125) {
      let value = distribution.value(at: share)
      let cell = try #require(distribution.cell(of: value.value))
      // Six digits are good to a few millionths of the range.
      #expect(cell.low - 1e-4 <= share && share <= cell.high + 1e-4, "\(value.label)")
      #expect(distribution.value(at: cell.middle).label == value.label || !distribution.isDiscrete)
      #expect((cell.high > cell.low) == distribution.isDiscrete)
    }
  }

  @Test func `has no place for values that it does not have`() {
    #expect(Distribution.integers(1, 3).cell(of: Document(.integer(4))) == nil)
    #expect(Distribution.integers(1, 3).cell(of: Document(.number(1.5))) == nil)
    #expect(Distribution.uniform(0, 1).cell(of: Document(.text("a"))) == nil)
    #expect(Distribution.choice(Self.options, weights: nil).cell(of: Document(.text("x"))) == nil)
    #expect(Distribution.loguniform(1, 2).cell(of: Document(.number(-1))) == nil)
  }
}
