import Documents
package import Reports
import Specs
import Statistics
package import Store
package import Sweeps
import Trials

/// A nested evaluation as its results file tells of it.
package struct RecordedNesting {
  private let nesting: Nesting
  private let origin: SweepReader
  /// The choice without the rows of each outer fold, and what measures the pick; nil where they are not there
  /// yet.
  private let parts: [(choice: SweepReader?, pick: SweepReader?)]

  /// Reads the nested evaluation of a sweep; nil where it has none.
  package init?(of origin: SweepReader) throws {
    let text = origin.sweep.specText
    guard text.contains("nested"), let nesting = (try? Spec(text))?.sweep.nesting else {
      return nil
    }
    self.nesting = nesting
    self.origin = origin
    parts = try (0..<nesting.folds).map { fold in
      let wanted = try Spec.nested(withoutFold: fold, in: text)
      let name = origin.sweep.name + Nesting.suffix(ofFold: fold)
      let choice = try origin.form(named: name) { $0.specText == wanted }
      return (choice, try choice?.pick)
    }
  }

  /// The number of outer folds on which no trial of the pick is open, beside that of all.
  package var progress: NestedProgress {
    get throws {
      NestedProgress(
        folds: nesting.folds,
        measured: try parts.count { part in
          guard let counts = try part.pick?.counts else { return false }
          return counts.open == 0
        })
    }
  }

  /// How the trials of all parts stand.
  package var counts: TrialCounts {
    get throws {
      var counts = TrialCounts()
      for part in parts {
        for recorded in [part.choice, part.pick] {
          if let own = try recorded?.counts { counts.add(own) }
        }
      }
      return counts
    }
  }

  /// The part that is being trained; nil where none is.
  package var running: ProgressSnapshot? {
    get throws {
      for part in parts.reversed() {
        for recorded in [part.pick, part.choice] {
          if let snapshot = try recorded?.snapshot(), snapshot.elapsed != nil { return snapshot }
        }
      }
      return nil
    }
  }

  /// Estimates the worth of the choice.
  ///
  /// - Parameter level: of the interval.
  package func estimate(of metric: Metric, level: Double) throws -> NestedEstimate {
    let outer = nesting.outerFolds(of: origin.sweep.evaluation)
    let picks = try parts.map { part -> NestedEstimate.Pick? in
      guard let choice = part.choice, let pick = part.pick,
        let number = (try? Spec(pick.sweep.specText))?.sweep.choice?.numbers.first
      else { return nil }
      func values(_ recorded: SweepReader, of configuration: Int) throws -> [Double] {
        try recorded.file.values(of: recorded.sweep.id, metric: metric)
          .filter { $0.configuration == configuration && $0.status == .completed }
          .compactMap { $0.value.flatMap { $0.isFinite ? $0 : nil } }
      }
      return NestedEstimate.Pick(
        name: try choice.configurationName(number),
        inner: Moments(try values(choice, of: number)).mean, outer: try values(pick, of: 0))
    }
    return NestedEstimate(
      metric: metric, picks: picks, level: level,
      testToTrain: outer.testToTrain(over: .folds, dataRows: try origin.dataRows))
  }
}

extension SweepReader {
  /// How its choice is measured on outer folds; nil where it is not.
  package var nesting: RecordedNesting? { get throws { try RecordedNesting(of: self) } }

  /// The sweep that measures the pick of this choice without an outer fold; nil where there is none yet.
  package var pick: SweepReader? {
    get throws {
      let identity = try file.identity(of: sweep.id)
      return try form(named: sweep.name + Nesting.pickSuffix) { form in
        (try? Spec(form.specText))?.sweep.choice?.sweep == identity
      }
    }
  }

  /// The sweep of a name that was first run last of those that fit; nil where none does.
  package func form(
    named name: String, where fits: (RecordedSweep) throws -> Bool
  ) throws -> SweepReader? {
    let forms = try file.forms(ofSweepsNamed: name)
    guard let place = try forms.lastIndex(where: fits) else { return nil }
    return try SweepReader(path: file.path, name: "\(name)@\(place + 1)")
  }

  /// How far its nested evaluation is, also of a part of one; nil where there is none.
  package func nestedProgress() throws -> NestedProgress? {
    guard let end = sweep.name.firstRange(of: Nesting.partSuffix)?.lowerBound else {
      return try nesting?.progress
    }
    return try SweepReader(path: file.path, name: String(sweep.name[..<end])).nesting?.progress
  }
}
