import Random
import Statistics
import Testing

/// How much parameters matter, where the answer is known.
struct ImportanceTests {
  /// Even points in a cube, and what a function says of each.
  private func data(
    _ count: Int, _ axes: [ImportanceData.Axis], _ function: ([Double]) -> Double
  ) -> ImportanceData {
    var stream = RandomStream(seed: 7)
    let points = (0..<count).map { _ in
      axes.map { axis -> Double in
        switch axis {
        case .number: stream.uniform()
        case .options(let count): Double(stream.integer(below: count))
        }
      }
    }
    return ImportanceData(axes: axes, points: points, values: points.map(function))
  }

  @Test func `fANOVA is the share of a sum's variance`() {
    // Variances of uniform numbers: 9/12, 1/12 and none; so 0.9, 0.1 and 0.
    let data = data(300, [.number, .number, .number]) { 3 * $0[0] + $0[1] }
    let importance = Importance(.fanova, of: data)
    #expect(abs(importance.shares[0] - 0.9) < 0.05)
    #expect(abs(importance.shares[1] - 0.1) < 0.05)
    #expect(importance.shares[2] < 0.02)
    for (share, interval) in zip(importance.shares, importance.intervals) {
      #expect(interval.contains(share))
    }
  }

  @Test func `what acts together only is nobody's alone`() {
    let data = data(400, [.number, .number]) { ($0[0] - 0.5) * ($0[1] - 0.5) }
    let shares = Importance(.fanova, of: data).shares
    #expect(shares[0] < 0.25 && shares[1] < 0.25)
  }

  @Test func `options count as numbers do`() {
    let data = data(300, [.options(3), .number]) { [0, 5, 1][Int($0[0])] + 0.1 * $0[1] }
    let importance = Importance(.fanova, of: data)
    #expect(importance.shares[0] > 0.9)
    #expect(importance.shares[1] < 0.1)
  }

  @Test func `PED-ANOVA tells what the best differ in, and not what ruins a training`() {
    // The first ruins whatever is above a half, and nothing else; the second tells the best apart.
    let data = data(500, [.number, .number]) { ($0[0] > 0.5 ? 100 : 0) + abs($0[1] - 0.3) }
    let all = Importance(.fanova, of: data)
    let best = Importance(.pedAnova, of: data)
    #expect(all.shares[0] > 0.95)
    #expect(best.shares[1] > 0.6)
    #expect(abs(best.shares.reduce(0, +) - 1) < 1e-9)
  }

  @Test func `PED-ANOVA of options is the divergence of their shares among the best`() {
    let points = (0..<200).map { [Double($0 % 2), Double($0 / 2 % 2)] }
    let values = points.enumerated().map { place, point -> Double in
      Double(place) + (1 - point[0]) * 1000 + (1 - point[1]) * 12
    }
    let data = ImportanceData(
      axes: [.options(2), .options(2)], points: points, values: values)
    // All of the best 20 have the second option of the first, and 11 that of the second. As if each option
    // had been seen half a time more, these are 20.5 and 11.5 of 21, where all 200 have halves: their
    // Pearson divergences are (20 / 21)² and (2 / 21)².
    let importance = Importance(.pedAnova, of: data)
    #expect(abs(importance.shares[0] - 400.0 / 404) < 1e-12)
    #expect(abs(importance.shares[1] - 4.0 / 404) < 1e-12)
    #expect(importance.intervals[0].contains(importance.shares[0]))
  }

  @Test func `the same configurations have the same importance, and equal values none`() {
    let data = data(40, [.number, .options(2)]) { $0[0] + $0[1] }
    #expect(Importance(.fanova, of: data) == Importance(.fanova, of: data))
    let flat = self.data(40, [.number, .number]) { _ in 3 }
    #expect(Importance(.fanova, of: flat).shares == [0, 0])
  }

  @Test func `a surface follows the function that its configurations have`() {
    let surface = MarginalSurface(data(400, [.number, .number, .number]) { $0[0] + 2 * $0[1] })
    let low = surface.value(at: [0: 0.1, 1: 0.1])
    let high = surface.value(at: [0: 0.9, 1: 0.9])
    #expect(abs(low - 0.3) < 0.25 && abs(high - 2.7) < 0.25)
  }
}
