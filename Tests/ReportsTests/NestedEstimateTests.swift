import Documents
import Reports
import Sweeps
import Testing

/// The estimate of a choice by a nested evaluation.
struct NestedEstimateTests {
  private let picks: [NestedEstimate.Pick?] = [
    .init(name: "l2=0.1", inner: 0.92, outer: [0.90, 0.92]),
    .init(name: "l2=0.1", inner: 0.94, outer: [0.93]),
    .init(name: "l2=1", inner: 0.96, outer: [0.95]),
    nil, .init(name: "l2=1", inner: 0.9, outer: []),
  ]

  /// The means of the folds are 0.91, 0.93 and 0.95: 0.93 with a standard deviation of 0.02, whose standard
  /// error of folds that share rows is 0.02 (1/3 + 1/4)^(1/2) = 0.01528; t of two degrees of freedom 4.303.
  @Test func `tells the mean over folds, its interval, and how the inner means flatter`() throws {
    let estimate = NestedEstimate(metric: accuracy, picks: picks, level: 0.95, testToTrain: 0.25)
    let json = try #require(Document(json: estimate.json.line))
    func number(_ key: String) throws -> Double { try #require(json[key]).number(key) }
    #expect(try abs(number("mean") - 0.93) < 1e-12)
    #expect(try abs(number("std") - 0.02) < 1e-12)
    #expect(try abs(number("sem") - 0.0152752523) < 1e-9)
    #expect(try abs(number("low") - (0.93 - 4.3026527 * 0.0152752523)) < 1e-6)
    #expect(try abs(number("inner_mean") - 0.94) < 1e-12)
    #expect(try abs(number("optimism") - 0.01) < 1e-12)
    #expect(json["measured"]?.content == .integer(3))
    let notes = estimate.notes
    #expect(notes.count == 3)
    #expect(notes[0].contains("so far 3 of 5 outer folds"), "\(notes)")
    #expect(notes[0].contains("comes to val_accuracy 0.930 ± 0.020"), "\(notes)")
    #expect(notes[1].contains("said 0.940 of what they chose, which flatters by 0.010"), "\(notes)")
    #expect(notes[2] == "nested: chosen were l2=0.1 (2 folds), l2=1 (1 fold)")
  }

  @Test func `a loss flatters where it is lower`() throws {
    let loss = Metric(name: "val_loss", goal: .minimize, moment: .last)
    let estimate = NestedEstimate(
      metric: loss, picks: [.init(name: "a", inner: 0.3, outer: [0.4])], level: 0.95,
      testToTrain: 0.25)
    let json = try #require(Document(json: estimate.json.line))
    #expect(try abs(#require(json["optimism"]).number("") - 0.1) < 1e-12)
    #expect(json["low"]?.content == .null)
    #expect(estimate.notes[0].contains("0.4"))
  }

  @Test func `nothing measured claims nothing`() {
    let estimate = NestedEstimate(metric: accuracy, picks: [nil, nil], level: 0.95, testToTrain: 1)
    #expect(estimate.notes.count == 1)
    #expect(estimate.notes[0].contains("no choice is measured yet"))
  }
}
