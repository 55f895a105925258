import Statistics
import Testing

struct PowerTests {
  private struct Row: Decodable {
    let effect: Double
    let n: Double
    let alpha: Double
    let power: Double
    let detectable: Double
    let pairs: Double
  }

  @Test func `agrees with statsmodels`() throws {
    for row in try Reference<Row>.rows("power") {
      let design = PairedDesign(deviation: 1, alpha: row.alpha)
      let power = design.power(difference: row.effect, pairs: row.n)
      #expect(relativeError(power, row.power) < 1e-9, "\(row)")
      let difference = design.detectableDifference(pairs: row.n, power: 0.8)
      #expect(relativeError(difference, row.detectable) < 1e-9, "\(row)")
      let pairs = try #require(design.pairsNeeded(difference: row.effect, power: 0.9))
      #expect(relativeError(pairs, row.pairs) < 1e-9, "\(row)")
    }
  }

  /// `power.t.test(n = 20, delta = 1, sd = 1, type = "paired", strict = TRUE)` and its inverses.
  @Test func `agrees with R`() throws {
    let design = PairedDesign(deviation: 1)
    #expect(relativeError(design.power(difference: 1, pairs: 20), 0.988591294779182) < 1e-12)
    #expect(
      relativeError(design.detectableDifference(pairs: 20, power: 0.9), 0.76445790217681) < 1e-9)
    let pairs = try #require(design.pairsNeeded(difference: 1, power: 0.9))
    #expect(relativeError(pairs, 12.5854602772255) < 1e-9)
  }

  @Test func `only the size of a difference in deviations matters`() {
    let small = PairedDesign(deviation: 0.002).power(difference: -0.003, pairs: 5)
    let large = PairedDesign(deviation: 2).power(difference: 3, pairs: 5)
    #expect(relativeError(small, large) < 1e-12)
  }

  @Test func `a difference far beyond the spread is sure to be seen`() {
    let design = PairedDesign(deviation: 1e-9)
    #expect(design.power(difference: 0.1, pairs: 2) == 1)
    #expect(design.pairsNeeded(difference: 0.1) == 2)
  }

  @Test func `two pairs and a strict alpha still have an answer`() {
    let design = PairedDesign(deviation: 1, alpha: 0.001)
    let difference = design.detectableDifference(pairs: 2, power: 0.8)
    #expect(relativeError(design.power(difference: difference, pairs: 2), 0.8) < 1e-12)
  }

  @Test func `more folds never show what shared training data hides`() throws {
    let design = PairedDesign(deviation: 1, testToTrain: 0.25)
    #expect(design.pairsNeeded(difference: 1) == nil)
    let pairs = try #require(design.pairsNeeded(difference: 2))
    #expect(relativeError(design.power(difference: 2, pairs: pairs), 0.8) < 1e-12)
    #expect(pairs > PairedDesign(deviation: 1).pairsNeeded(difference: 2) ?? 0)
  }
}
