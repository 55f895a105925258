import Documents
import Hashing
import Processes
import Records
import Reports
import Results
import Store
import Sweeps
import Testing
import Trials

/// A sweep is found in its file by name, and shown as people left it.
struct SweepReaderTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  private static func plan(_ name: String, l2: [Double], replicates: Int) throws -> Plan {
    let sweep = Sweep(
      name: name, data: Document(.text("toy")),
      recipe: Document(.map([.init(key: "l2", value: Document(.text("$l2")))])),
      parameters: [
        Parameter(
          name: "l2",
          options: l2.map { .init(label: Document.label($0), value: Document(.number($0))) })
      ],
      evaluation: Evaluation(
        scheme: .folds(k: 2, kind: .stratified, repeats: 1), replicates: replicates, seed: 7),
      metric: Metric(name: "val_accuracy", goal: .maximize, moment: .last))
    let data = DataFacts(
      digest: Digest(of: [1]), rowCount: 8, testCount: 2, classes: [0, 1, 0, 1, 0, 1, 0, 1])
    return try Plan(sweep, data: data, semantics: "engine 1")
  }

  private func record(
    _ name: String, l2: [Double] = [0, 0.001, 0.1], replicates: Int = 2,
    _ value: (Trial) -> Double? = { 0.9 - 0.1 * Double($0.configuration) }
  ) throws {
    let plan = try Self.plan(name, l2: l2, replicates: replicates)
    try ResultsFile(at: place.path()).finish(
      plan,
      plan.trials.compactMap { trial in
        value(trial).map { (trial: trial, outcome: outcome($0)) }
      }, specText: "sweep: \(name)\nreplicates: \(replicates)")
  }

  @Test func `a sweep that is not there is answered with those that are`() throws {
    try record("digits")
    let error = #expect(throws: UserError.self) {
      try SweepReader(path: place.path(), name: "digit")
    }
    #expect(
      error?.message
        == "'\(place.path())' holds no sweep named 'digit'; did you mean digits? (it holds digits)")
  }

  @Test func `an earlier form has a number, and is mentioned where it has more results`() throws {
    try record("digits", replicates: 3)
    try record("digits", l2: [1, 2, 3], replicates: 2) { $0.replicate == 0 ? 0.9 : nil }
    let now = try SweepReader(path: place.path())
    #expect(now.sweep.evaluation.replicates == 2)
    let note = try #require(try now.otherForms())
    #expect(note.contains("with 6 results; digits@1 has 18"))
    let former = try SweepReader(path: place.path(), name: "digits@1")
    #expect(former.sweep.evaluation.replicates == 3)
    #expect(try former.otherForms() == nil)
    let error = #expect(throws: UserError.self) {
      try SweepReader(path: place.path(), name: "digits@3")
    }
    #expect(error?.message.contains("'digits' has 2 forms") == true)
  }

  @Test func `a removed configuration is in no table, and its sentence says why`() throws {
    try record("digits")
    let sweep = try SweepReader(path: place.path()).sweep.id
    #expect(try SweepReader(path: place.path()).table().configurationCount == 3)
    try ResultsFile(at: place.path()).hide(1, of: sweep, because: "a slip")
    let recorded = try SweepReader(path: place.path())
    #expect(try recorded.table().configurationCount == 2)
    #expect(recorded.shown.numbers == [0, 2])
    #expect(try recorded.notShown == "not shown: l2=0.001 (a slip)")
    let error = #expect(throws: UserError.self) {
      try ConfigurationName("l2=0.001", in: recorded).configuration()
    }
    #expect(error?.message.contains("is not shown (a slip)") == true)
    #expect(try ConfigurationName("l2=0.1", in: recorded).configuration() == 1)
    #expect(try ConfigurationName("l2=0.1", in: recorded).number() == 2)
  }

  @Test(arguments: [("l2=1e-3", 1), ("l2=0.0010", 1), ("l2=0", 0)])
  func `a value means a number, however it is written`(name: String, place number: Int) throws {
    try record("digits")
    let recorded = try SweepReader(path: place.path())
    #expect(try ConfigurationName(name, in: recorded).number() == number)
  }

  @Test func `the best so far is that of the file`() throws {
    try record("digits")
    let snapshot = try SweepReader(path: place.path()).snapshot()
    #expect(snapshot.counts.completed == 12)
    #expect(snapshot.best?.text.contains("l2=0") == true)
    #expect(snapshot.remark == nil)
  }
}

/// Configurations that are not shown are, to tables and plots, not there.
struct ShownConfigurationsTests {
  @Test func `those that are left keep their order, and know their numbers`() {
    let shown = ShownConfigurations(of: 5, without: [], left: [1, 3])
    #expect(shown.numbers == [0, 2, 4])
    #expect((0..<5).map(shown.place) == [0, nil, 1, nil, 2])
    #expect(!shown.areAll)
    #expect(shown.place(of: 9) == nil)
  }

  @Test func `where none is hidden each is at its own place`() {
    let shown = ShownConfigurations(of: 3, without: [])
    #expect(shown.areAll)
    #expect((0..<3).map(shown.place) == [0, 1, 2])
  }
}

/// `digits-l2@2` is a form, and a name with a colon may begin with a file.
struct NameTests {
  @Test func `a form has a name and a number from 1 on`() {
    #expect(SweepForm("digits@2")?.name == "digits")
    #expect(SweepForm("digits@2")?.number == 2)
    for text in ["digits", "digits@0", "digits@x", "@2", "digits@"] {
      #expect(SweepForm(text) == nil, "\(text)")
    }
  }

  @Test func `a file is one that is there, and a known sweep comes before it`() throws {
    let place = try Workplace()
    try place.write([], to: "a:b")
    let file = place.path("a:b")
    let name = SweepName("\(file):digits:l2=0", isKnown: { _ in false })
    #expect(name.file == file)
    #expect(name.rest == "digits:l2=0")
    #expect(SweepName("digits:l2=0", isKnown: { $0 == "digits" }).file == nil)
    #expect(SweepName("\(file)x", isKnown: { _ in false }).file == nil)
  }

  @Test func `a hint names the results file where it is another than the standard one`() {
    #expect(hint("run", in: ResultsPath.standard) == "'sweep run'")
    #expect(
      hint("table", in: "a b.sqlite", of: "x") == "'sweep table --sweep x --results 'a b.sqlite''")
  }
}
