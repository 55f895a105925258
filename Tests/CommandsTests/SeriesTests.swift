import Sweeps
import Testing

@testable import Commands
import Trials

struct SeriesTests {
  @Test func `epochs count from 1, also of a program that counts from 0`() {
    var series = Series()
    for epoch in 0..<3 { add(["a": Double(epoch)], epoch, to: &series) }
    #expect(series.epochs == [1: ["a": 0], 2: ["a": 1], 3: ["a": 2]])
    var other = Series()
    for epoch in 1..<3 { add(["a": Double(epoch)], epoch, to: &other) }
    #expect(other.epochs == [1: ["a": 1], 2: ["a": 2]])
  }

  @Test func `without a count, a metric that comes again begins an epoch`() {
    var series = Series()
    for metrics in [["a": 1.0], ["b": 2], ["a": 3], ["c": 4], ["c": 5]] {
      add(metrics, nil, to: &series)
    }
    #expect(series.epochs == [1: ["a": 1, "b": 2], 2: ["a": 3, "c": 4], 3: ["c": 5]])
  }

  @Test func `what is said twice is said once`() {
    var series = Series()
    #expect(add(["a": 1], 1, to: &series) == Measurement(epoch: 1, metrics: ["a": 1]))
    #expect(add(["a": 2], 1, to: &series) == nil)
    #expect(add(["a": 2, "b": 3], 1, to: &series) == Measurement(epoch: 1, metrics: ["b": 3]))
  }

  @discardableResult
  private func add(
    _ metrics: [String: Double], _ epoch: Int?, to series: inout Series
  ) -> Measurement? {
    series.add(MetricLine(metrics: metrics, epoch: epoch), judgedBy: "a")
  }
}
