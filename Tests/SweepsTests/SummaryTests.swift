import Random
import Statistics
import Sweeps
import Testing
import Trials

struct SummaryTests {
  /// Values by configuration, replicate and fold.
  private func values(_ cube: [[[Double?]]]) -> [TrialValue] {
    cube.enumerated().flatMap { configuration, replicates in
      replicates.enumerated().flatMap { replicate, folds in
        folds.enumerated().map { fold, value in
          TrialValue(
            configuration: configuration, replicate: replicate, fold: fold, value: value)
        }
      }
    }
  }

  private func summary(
    _ cube: [[[Double?]]], metric: Metric = accuracy, unit: Summary.Unit = .replicates
  ) -> Summary {
    Summary(values(cube), configurationCount: cube.count, metric: metric, unit: unit)
  }

  @Test func `the order in which trials arrive does not change a bit`() {
    var random = RandomStream(seed: 1)
    let cube: [[[Double?]]] = (0..<4).map { _ in
      (0..<5).map { _ in (0..<6).map { _ in 0.98 + 0.01 * random.normal() } }
    }
    for unit in Summary.Unit.allCases {
      var arrivals = values(cube)
      let first = Summary(arrivals, configurationCount: 4, metric: accuracy, unit: unit)
      for _ in 0..<20 {
        random.shuffle(&arrivals)
        let later = Summary(arrivals, configurationCount: 4, metric: accuracy, unit: unit)
        #expect(later == first)
        #expect(later.rows.map(\.moments.mean) == first.rows.map(\.moments.mean))
      }
    }
  }

  @Test func `the unit says what is averaged first`() {
    let cube: [[[Double?]]] = [[[1, 2], [3, 5], [8, 8]]]
    #expect(summary(cube, unit: .replicates).rows[0].moments == Moments([1.5, 4, 8]))
    #expect(summary(cube, unit: .folds).rows[0].moments == Moments([4, 5]))
    #expect(summary(cube, unit: .trials).rows[0].moments == Moments([1, 2, 3, 5, 8, 8]))
    #expect(Summary.Unit.allCases.map { summary(cube, unit: $0).rows[0].expected } == [6, 3, 2])
  }

  @Test func `an observation counts once all of its trials have finite values`() {
    let cube: [[[Double?]]] = [[[1, 2], [3, nil], [4, .nan], [5, 7]]]
    let row = summary(cube).rows[0]
    #expect(row.moments == Moments([1.5, 6]))
    #expect(row.expected == 4)
    #expect(summary(cube, unit: .trials).rows[0].moments == Moments([1, 2, 3, 4, 5, 7]))
    #expect(summary(cube, unit: .folds).rows[0].moments == Moments([3.25]))
  }

  @Test func `a configuration without any result has an empty row`() {
    let summary = summary([[[nil], [nil]], [[0.5], [0.7]]])
    #expect(summary.rows[0].moments.count == 0)
    #expect(summary.rows[0].moments.mean == nil)
    #expect(summary.rows[0].expected == 2)
    #expect(summary.best == 1)
  }

  @Test func `the best follows the goal, and the first of equals wins`() {
    let cube: [[[Double?]]] = [[[0.2]], [[0.9]], [[0.9]], [[0.1]]]
    #expect(summary(cube).best == 1)
    #expect(summary(cube, metric: loss).best == 3)
  }

  @Test func `only rows with the most observations compete, and those whose turn is yet to come`() {
    let cube: [[[Double?]]] = [[[0.99], [nil]], [[0.9], [0.8]]]
    #expect(summary(cube).best == 0)
    let failed = values(cube).map { value in
      TrialValue(
        configuration: value.configuration, replicate: value.replicate, fold: value.fold,
        value: value.value, status: value.value == nil ? .failed : .completed)
    }
    let final = Summary(failed, configurationCount: 2, metric: accuracy, unit: .replicates)
    #expect(final.best == 1)
    #expect(final.competitors == [1])
    #expect(summary([[[0.99], [nil], [nil]], [[0.9], [0.8], [0.7]]]).best == 1)
    #expect(summary([[[nil]], [[nil]]]).best == nil)
    #expect(summary([]).best == nil)
  }

  @Test func `a row knows why trials are missing`() {
    let statuses: [TrialStatus] = [.open, .running, .failed, .diverged, .completed, .completed]
    let trials = statuses.enumerated().map { replicate, status in
      TrialValue(
        configuration: 0, replicate: replicate, fold: 0, value: replicate == 5 ? .nan : nil,
        status: status)
    }
    let summary = Summary(trials, configurationCount: 1, metric: accuracy, unit: .replicates)
    #expect(
      summary.rows[0].absences
        == [.open: 2, .failed: 1, .diverged: 1, .unmeasured: 1, .notFinite: 1])
    #expect(summary.rows[0].observations == [nil, nil, nil, nil, nil, nil])
  }

  @Test func `rows are paired for tests, gaps and all`() {
    let folds = Evaluation.folds(3, replicates: 2)
    let cube: [[[Double?]]] = [[[1, 2, 3], [3, 4, 5]], [[5, nil, 7], [6, 7, 8]]]
    let summary = summary(cube, unit: .folds)
    let candidates = summary.candidates(of: folds)
    #expect(candidates.scores[0] == [2, 3, 4])
    #expect(candidates.scores[1][0] == 5.5 && candidates.scores[1][1].isNaN)
    #expect(candidates.testToTrain == 0.5)
    #expect(folds.testToTrain(over: .replicates) == 0)
  }

  @Test func `claims about single trials rest on folds, where replicates share their rows`() {
    let folds = Evaluation.folds(3, replicates: 2)
    let cube: [[[Double?]]] = [[[1, 2, 3], [3, 4, 5]]]
    let summary = summary(cube, unit: .trials)
    #expect(summary.rows[0].observations == [1, 2, 3, 3, 4, 5])
    #expect(summary.candidates(of: folds).scores == [[2, 3, 4]])
    #expect(summary.claimedMoments(0, of: folds).count == 3)
  }

  /// 601 rows in 11 blocks of 54: the trainings have 61, 115, ... 547 rows, 304 on average.
  @Test func `ordered folds share what their sizes say`() {
    let scheme = Evaluation.Scheme.folds(k: 10, kind: .ordered(), repeats: 1)
    let evaluation = Evaluation(scheme: scheme, replicates: 1, seed: 1)
    #expect(evaluation.testToTrain(over: .folds, dataRows: 601) == 54.0 / 304)
    #expect(evaluation.testToTrain(over: .folds) == 2.0 / 11)
  }

  @Test func `the default unit is folds where there are some, as they tell of other rows too`() {
    #expect(Evaluation.folds(5, replicates: 2).summaryUnit == .folds)
    #expect(Evaluation.folds(5).summaryUnit == .folds)
    #expect(Evaluation(scheme: .test, replicates: 3, seed: 1).summaryUnit == .replicates)
    #expect(Evaluation(scheme: .test, replicates: 1, seed: 1).summaryUnit == .trials)
  }
}
