import Documents
package import Reports
import Specs
import Store
package import Sweeps

/// The confirmation of a sweep as its results file tells of it.
package struct RecordedConfirmation {
  /// The confirmation, which is a sweep of its own.
  package let recorded: SweepReader
  /// The configurations that are confirmed, by their numbers in the sweep whose best they are.
  package let choice: ConfirmedChoice
  /// The method, as the confirmation's own spec has it.
  package let method: Confirmation
  /// The sweep whose best they are.
  private let origin: SweepReader

  /// - Returns: nil where the sweep has none.
  package init?(of origin: SweepReader) throws {
    guard origin.sweep.specText.contains("confirm") else { return nil }
    let name = origin.sweep.name + Confirmation.suffix
    let forms = try origin.file.forms(ofSweepsNamed: name)
    let identity = forms.isEmpty ? nil : try origin.file.identity(of: origin.sweep.id)
    // The latest, should a record be there twice, as after the data has changed.
    for (place, form) in forms.enumerated().reversed() {
      guard let sweep = (try? Spec(form.specText))?.sweep, let choice = sweep.choice,
        let method = sweep.confirmation, choice.sweep == identity
      else { continue }
      recorded = try SweepReader(path: origin.file.path, name: "\(name)@\(place + 1)")
      (self.choice, self.method, self.origin) = (choice, method, origin)
      return
    }
    return nil
  }

  /// Their means, beside those that chose them; nil while there is no result.
  package func table(_ options: SummaryOptions? = nil) throws -> SummaryTable? {
    let recorded = try options.map(recorded.worded) ?? recorded
    let origin = try options.map(origin.worded) ?? origin
    var table = try options.map { try recorded.table($0) } ?? recorded.table()
    guard table.counts.ended > 0 else { return nil }
    let former = try options.map { try origin.table($0) } ?? origin.table()
    table.beConfirmed(
      after: former, choice.numbers.map { number in origin.shown.place(of: number) },
      isOnTest: method.isOnTest)
    return table.sorted(by: .best)
  }

  /// How far it is, in numbers of trials.
  package var counts: TrialCounts { get throws { try recorded.counts } }
}

extension SweepReader {
  /// How its best are to be confirmed; nil where they are not.
  package var confirmationMethod: Confirmation? {
    guard sweep.specText.contains("confirm"), let asked = (try? Spec(sweep.specText))?.sweep,
      asked.choice == nil
    else { return nil }
    return asked.confirmation
  }

  /// How far its confirmation is; nil where none is asked for.
  package func confirmationProgress() throws -> ConfirmationProgress? {
    guard let method = confirmationMethod else { return nil }
    let confirmation = try confirmation
    return ConfirmationProgress(
      count: confirmation?.choice.numbers.count ?? method.top, counts: try confirmation?.counts)
  }

  /// The confirmation of the sweep; nil where there is none, or not yet.
  package var confirmation: RecordedConfirmation? {
    get throws { try RecordedConfirmation(of: self) }
  }
}
