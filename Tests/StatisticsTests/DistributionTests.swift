import Statistics
import Testing

struct DistributionTests {
  private struct Tail: Decodable {
    let df: Double?
    let delta: Double?
    let x: Double
    let upperTail: Double
  }

  private struct Quantile: Decodable {
    let df: Double
    let p: Double
    let quantile: Double
  }

  private struct Ratio: Decodable {
    let numerator: Double
    let denominator: Double
    let x: Double
    let cdf: Double
    let upperTail: Double
  }

  @Test func `normal tails have 12 digits out to 37 deviations`() throws {
    for row in try Reference<Tail>.rows("normal") {
      #expect(relativeError(Normal().upperTail(row.x), row.upperTail) < 1e-12, "\(row)")
      #expect(Normal().cdf(-row.x) == Normal().upperTail(row.x))
    }
  }

  @Test func `t tails have 12 digits for any degrees of freedom`() throws {
    for row in try Reference<Tail>.rows("studentT") {
      let student = StudentT(degreesOfFreedom: try #require(row.df))
      #expect(relativeError(student.upperTail(row.x), row.upperTail) < 1e-12, "\(row)")
    }
  }

  @Test func `t quantiles have 12 digits`() throws {
    for row in try Reference<Quantile>.rows("studentTQuantile") {
      let student = StudentT(degreesOfFreedom: row.df)
      #expect(relativeError(student.quantile(row.p), row.quantile) < 1e-12, "\(row)")
    }
  }

  /// Wichura's test values for AS 241 (1988).
  @Test func `normal quantiles are Wichura's`() {
    let normal = Normal()
    #expect(relativeError(normal.quantile(0.25), -0.6744897501960817) < 1e-15)
    #expect(relativeError(normal.quantile(0.001), -3.090232306167814) < 1e-15)
    #expect(relativeError(normal.quantile(1e-20), -9.262340089798408) < 1e-15)
  }

  @Test func `quantiles of certainty are infinite and the middle is zero`() {
    let student = StudentT(degreesOfFreedom: 3)
    #expect(student.quantile(0) == -.infinity)
    #expect(student.quantile(1) == .infinity)
    #expect(student.quantile(0.5) == 0)
    #expect(student.upperTail(.infinity) == 0)
    #expect(student.upperTail(-.infinity) == 1)
  }

  @Test func `both tails of F have 12 digits`() throws {
    for row in try Reference<Ratio>.rows("fisherF") {
      let fisher = FisherF(numerator: row.numerator, denominator: row.denominator)
      #expect(relativeError(fisher.cdf(row.x), row.cdf) < 1e-12, "\(row)")
      #expect(relativeError(fisher.upperTail(row.x), row.upperTail) < 1e-12, "\(row)")
    }
  }

  @Test func `a ratio of zero or infinity is certain`() {
    let fisher = FisherF(numerator: 2, denominator: 8)
    #expect(fisher.cdf(0) == 0)
    #expect(fisher.upperTail(.infinity) == 0)
  }

  @Test func `noncentral t tails have 12 digits on either side`() throws {
    for row in try Reference<Tail>.rows("noncentralT") {
      let shifted = NoncentralT(
        degreesOfFreedom: try #require(row.df), noncentrality: try #require(row.delta))
      #expect(relativeError(shifted.upperTail(row.x), row.upperTail) < 1e-12, "\(row)")
    }
  }

  @Test func `noncentral t around zero is Student's`() {
    for x in [-7, -0.5, 0, 1, 12.0] {
      let shifted = NoncentralT(degreesOfFreedom: 4, noncentrality: 0)
      let student = StudentT(degreesOfFreedom: 4)
      #expect(relativeError(shifted.upperTail(x), student.upperTail(x)) < 1e-12)
    }
  }
}
