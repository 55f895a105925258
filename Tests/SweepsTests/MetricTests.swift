import Sweeps
import Testing
import Trials

struct MetricTests {
  private func measurements(_ values: Double?...) -> [Measurement] {
    values.enumerated().map { index, value in
      Measurement(epoch: index + 1, metrics: value.map { ["x": $0] } ?? [:])
    }
  }

  private func metric(_ goal: Metric.Goal, _ moment: Metric.Moment) -> Metric {
    Metric(name: "x", goal: goal, moment: moment)
  }

  @Test func `the last epoch stands for the trial unless told otherwise`() {
    let run = measurements(0.5, 0.9, 0.7)
    #expect(metric(.maximize, .last).value(of: run) == 0.7)
    #expect(metric(.maximize, .epoch(1)).value(of: run) == 0.5)
    #expect(metric(.maximize, .best).value(of: run) == 0.9)
    #expect(metric(.minimize, .best).value(of: run) == 0.5)
  }

  @Test func `the last epoch is the last that was measured`() {
    #expect(metric(.maximize, .last).value(of: measurements(0.5, 0.6, nil)) == 0.6)
  }

  @Test func `what was not measured has no value`() {
    #expect(metric(.maximize, .last).value(of: []) == nil)
    #expect(metric(.maximize, .last).value(of: measurements(nil, nil)) == nil)
    #expect(metric(.maximize, .epoch(3)).value(of: measurements(0.5, 0.6)) == nil)
    #expect(metric(.maximize, .epoch(2)).value(of: measurements(0.5, nil, 0.6)) == nil)
    #expect(metric(.maximize, .best).value(of: measurements(nil, nil)) == nil)
    let other = Metric(name: "y", goal: .maximize, moment: .best)
    #expect(other.value(of: measurements(0.5)) == nil)
  }

  @Test func `what is no number is best only when all are`() throws {
    for goal in Metric.Goal.allCases {
      #expect(metric(goal, .best).value(of: measurements(.nan, 0.5, .nan)) == 0.5)
      #expect(try #require(metric(goal, .best).value(of: measurements(.nan, .nan))).isNaN)
      #expect(try #require(metric(goal, .last).value(of: measurements(0.5, .nan))).isNaN)
      #expect(!metric(goal, .best).prefers(.nan, to: 0.5))
      #expect(metric(goal, .best).prefers(0.5, to: .nan))
      #expect(!metric(goal, .best).prefers(.nan, to: .nan))
    }
  }

  @Test func `equal values are not preferred to each other`() {
    #expect(!accuracy.prefers(0.5, to: 0.5))
    #expect(accuracy.prefers(0.6, to: 0.5) && !accuracy.prefers(0.5, to: 0.6))
    #expect(loss.prefers(0.5, to: 0.6) && !loss.prefers(0.6, to: 0.5))
  }
}
