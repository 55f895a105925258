import Sweeps
import Testing
import Trials

@testable import Commands

struct SeriesTests {
  @Test func `without a count, a metric that comes again begins an epoch for all of its row`() {
    var series = Series(Source(.output))
    for metrics in [["a": 1.0], ["b": 2], ["a": 3], ["c": 4], ["c": 5]] {
      series.add(MetricRow(metrics: metrics), judgedBy: "a")
    }
    #expect(numbers(series, "a") == [1: 1, 2: 3])
    #expect(numbers(series, "b") == [1: 2])
    #expect(numbers(series, "c") == [2: 4, 3: 5])
  }

  @Test func `a row without an epoch belongs to the one at hand`() {
    var series = Series(Source(.output))
    for row in [
      MetricRow(metrics: [:], epoch: 1), MetricRow(metrics: ["a": 1]), MetricRow(metrics: ["a": 2]),
      MetricRow(metrics: [:], epoch: 2), MetricRow(metrics: ["a": 3]),
    ] {
      series.add(row, judgedBy: "a")
    }
    #expect(numbers(series, "a") == [1: 2, 2: 3])
  }

  @Test func `of a bar the last state counts`() {
    var series = Series(Source(.errors))
    for (value, isRedrawn) in [(0.9, false), (0.8, true), (0.7, true), (0.6, false), (0.5, true)] {
      var row = MetricRow(metrics: ["loss": value])
      row.isRedrawn = isRedrawn
      series.add(row, judgedBy: "loss")
    }
    #expect(numbers(series, "loss") == [1: 0.7, 2: 0.5])
  }

  @Test func `a metric epoch numbers what was logged at its steps`() {
    var series = Series(Source(.events))
    for (step, epoch) in [(9, 0.0), (19, 0), (29, 1)] {
      series.add(MetricRow(metrics: ["acc": Double(step)], step: step), judgedBy: "acc")
      series.add(MetricRow(metrics: [:], epoch: epoch, step: step), judgedBy: "acc")
    }
    series.add(MetricRow(metrics: ["lr": 1], step: 4), judgedBy: "acc")
    #expect(numbers(series.withEpochs, "acc") == [0: 19, 1: 29])
    #expect(numbers(series.withEpochs, "lr") == [4: 1])
  }

  @Test func `a program that goes back takes back what it had written`() {
    var first = events([(1, 0.1), (2, 0.2), (3, 0.3)], from: 100)
    var second = events([(3, 0.5), (4, 0.6)], from: 200)
    let restarted = first.followed(by: second)
    #expect(restarted.map { numbers($0, "acc") } == [1: 0.1, 2: 0.2, 3: 0.5, 4: 0.6])
    second = Series(Source(.events))
    second.purge(from: 2)
    second.add(MetricRow(metrics: ["acc": 0.9], step: 2), judgedBy: "acc")
    #expect(first.followed(by: second).map { numbers($0, "acc") } == [1: 0.1, 2: 0.9])
    first.purge(from: 1)
    #expect(first.curves.isEmpty)
  }

  @Test func `files that were written at once are not one series`() {
    let first = events([(1, 0.1), (2, 0.2)], from: 100)
    #expect(first.followed(by: events([(1, 0.9), (2, 0.8)], from: 100.5)) == nil)
  }

  private func events(_ values: [(step: Int, value: Double)], from time: Double) -> Series {
    var series = Series(Source(.events))
    for (index, (step, value)) in values.enumerated() {
      series.add(
        MetricRow(metrics: ["acc": value], step: step, time: time + Double(index)), judgedBy: "acc")
    }
    return series
  }

  private func numbers(_ series: Series, _ metric: String) -> [Int: Double] {
    let values = series.curves[.init(metric: metric)]?.numbered.values ?? []
    return Dictionary(uniqueKeysWithValues: values.map { ($0.number, $0.value) })
  }
}
