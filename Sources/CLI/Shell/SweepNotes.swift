import Documents
import Reports
import Results

/// Notes about a sweep on standard error, where standard output does not say it.
extension SweepReader {
  /// Says which configurations are not shown.
  func noteHidden() throws {
    if let sentence = try notShown { Output.note(sentence.printable) }
  }

  /// Says that configurations are out of the comparison.
  func noteLeft() {
    if let sentence = notCompared { Output.note(sentence) }
  }

  /// Says that another form of the sweep has more results.
  func noteOtherForms() throws {
    if let sentence = try otherForms() { Output.note(sentence) }
  }
}
