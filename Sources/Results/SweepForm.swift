import Processes
package import Store

/// A form of a sweep: `digits-l2@2` is the second spec of that name that was run into a results file.
package struct SweepForm {
  /// The name that all its forms have.
  package let name: String
  /// From 1 on, in the order in which they were first run.
  package let number: Int

  /// The form that a text names; nil for one that names no form.
  package init?(_ text: String) {
    guard let at = text.lastIndex(of: "@"), at > text.startIndex,
      let number = Int(text[text.index(after: at)...]), number > 0
    else { return nil }
    (name, self.number) = (String(text[..<at]), number)
  }
}

extension ResultsReader {
  /// The sweep of a name, or of a name and the number of a form; nil where it is not there.
  ///
  /// - Throws: a sentence where there are sweeps of the name, and not so many forms.
  package func sweep(named text: String?) throws -> RecordedSweep? {
    if let sweep = try latestSweep(named: text) { return sweep }
    guard let form = text.flatMap(SweepForm.init) else { return nil }
    let forms = try self.forms(ofSweepsNamed: form.name)
    guard !forms.isEmpty else { return nil }
    guard forms.count >= form.number else {
      throw UserError(
        "'\(form.name)' has \(forms.count == 1 ? "one form" : "\(forms.count) forms") in '\(path)', and"
          + " none is number \(form.number); \(hint("list --all", in: path)) tells them apart")
    }
    return forms[form.number - 1]
  }
}

extension SweepReader {
  /// Says that another form of the sweep has more results than the one that was run last, as after a quick
  /// look at a sweep that was finished before; nil where none has.
  package func otherForms() throws -> String? {
    guard name.flatMap(SweepForm.init) == nil else { return nil }
    let forms = try file.forms(ofSweepsNamed: sweep.name)
    guard forms.count > 1 else { return nil }
    let counts = try forms.map { form in
      let progress = try file.progress(of: form.id)
      return progress.completed + progress.diverged
    }
    guard let own = forms.firstIndex(where: { $0.id == sweep.id }),
      let most = counts.indices.max(by: { (counts[$0], $0) < (counts[$1], $1) }),
      counts[most] > counts[own]
    else { return nil }
    return
      "this is the form of '\(sweep.name)' that was run last, with \(counts[own]) results;"
      + " \(sweep.name)@\(most + 1) has \(counts[most]):"
      + " \(hint("table --sweep \(sweep.name)@\(most + 1)", in: file.path))"
  }
}
