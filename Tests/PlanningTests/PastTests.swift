import Planning
import Processes
import Records
import Results
import Runtime
import Store
import Sweeps
import Testing
import Trials

/// The results that a file already holds of a sweep decide which trials are left to do.
struct PastTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  @Test func `a shorter form says what it leaves out, and how to go on with it`() throws {
    let long = try place.planned(digits, setting: ["evaluate.replicates=5"])
    try place.record(long) { $0.replicate < 4 ? 0.9 : nil }
    let left = try #require(try LeftOut(place.planned(digits), in: place.path()))
    #expect(left.sentence.contains("4 trials of it are left out, 2 of them done"))
    #expect(left.sentence.hasSuffix("add --set evaluate.replicates=5"))
    #expect(try LeftOut(long, in: place.path()) == nil)
  }

  @Test func `results of changed code are found, and only those of trials that are not done`()
    throws
  {
    let text = program("  lr: [0.1, 0.2]", command: "sh train.sh $lr")
    try place.write(Array("echo 1\n".utf8), to: "train.sh")
    try place.record(place.planned(text)) { $0.configuration == 0 ? 0.9 : nil }
    try place.write(Array("echo 1 # the same\n".utf8), to: "train.sh")
    var planned = try place.planned(text)
    let stale = try StaleTrials(planned, in: place.path())
    #expect(stale.count == 2)
    #expect(stale.makers == "code that has changed since")
    planned.keep(stale.results)
    #expect(planned.kept.count == 2)
    #expect(try StaleTrials(planned, in: place.path()).count == 0)
  }

  @Test func `a renamed parameter and an added one carry results on`() throws {
    try place.write(Array("echo 1\n".utf8), to: "train.sh")
    let former = program("  lr: [0.1, 0.2]", command: "sh train.sh $lr")
    try place.record(place.planned(former)) { _ in 0.9 }
    let now = program(
      "  rate: [0.1, 0.2]\n  depth: [1, 2]", command: "sh train.sh $rate $depth")
    let planned = try place.planned(now)
    let carried = try CarriedTrials(
      planned, renamed: [("lr", "rate")], added: [("depth", "1")], in: place.path())
    #expect(carried.results.count == 4)
    #expect(carried.sentence == "4 trials done under the former parameters count")
    let error = #expect(throws: UserError.self) {
      try CarriedTrials(planned, renamed: [("lr", "rates")], added: [], in: place.path())
    }
    #expect(error?.message == "the spec has no parameter 'rates'; did you mean rate?")
  }

  @Test func `a longer form is a text whose trials hold those of the sweep`() throws {
    let short = try place.planned(digits)
    try place.record(short) { _ in 0.9 }
    let recorded = try SweepReader(path: place.path())
    let longer = try LongerForm(
      of: recorded.sweep, replicates: 5, configurations: nil, words: ["l2=0.01"])
    let planned = try longer.prepared(besides: nil, resultsPath: place.path())
    #expect(planned.plan.trials.count == 15)
    #expect(Set(planned.plan.trials.map(\.id)).isSuperset(of: short.plan.trials.map(\.id)))
    #expect(
      longer.line(running: "spec.yaml", in: "sweep.sqlite").hasPrefix(
        "sweep run spec.yaml --set evaluate.replicates=5"))
  }

  @Test func `a coordinator takes up a longer form, and refuses another sweep`() throws {
    let running = try place.planned(digits)
    let longer = try place.planned(digits, setting: ["evaluate.replicates=4"])
    guard case .ready(let extended) = running.extended(by: longer.text, resultsPath: place.path())
    else {
      Issue.record("it is refused")
      return
    }
    #expect(extended.plan.trials.count == 8)
    let other = try place.planned(digits, setting: ["evaluate.seed=8"])
    guard case .refused(let why) = running.extended(by: other.text, resultsPath: place.path())
    else {
      Issue.record("it is taken")
      return
    }
    #expect(why.contains("6 trials of the sweep that runs would be others"))
  }
}

/// A search begins with what another sweep has found, and the best of a sweep are confirmed.
struct FollowingTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  private static let search = """
    sweep: found
    data: digits
    network:
      - dense: { units: 10, activation: softmax, l2: $l2 }
    training:
      loss: categorical_crossentropy
      optimizer: { sgd: { learning_rate: 0.1 } }
      batch_size: 32
      epochs: 2
    method: { search: tpe, configurations: 20, replicates: 1 }
    parameters:
      l2: loguniform(1e-5, 1e-2)
    evaluate: { folds: { k: 5 }, seed: 7 }

    """

  @Test func `a search freezes what it begins with into its text`() throws {
    try place.record(
      place.planned(
        digits,
        setting: [
          "evaluate={ folds: { k: 5 }, replicates: 1, seed: 7 }", "parameters.l2=[1e-4, 1]",
        ])
    ) { 0.9 + 0.01 * Double($0.fold) }
    let planned = try place.planned(Self.search, former: "small")
    #expect(
      planned.oddities == [
        "the search begins with 1 configuration of 'small'; 1 lies outside of its space"
      ])
    #expect(planned.plan.sweep.search?.known.count == 1)
    // The list of the first time is that of later ones.
    _ = try ResultsFile(at: place.path()).register(
      planned.plan, specText: planned.text, semantics: planned.semantics)
    let again = try place.planned(Self.search, former: "small")
    #expect(again.text == planned.text)
    #expect(again.oddities.isEmpty)
    #expect(throws: UserError.self) { try place.planned(digits, former: "small") }
  }

  @Test func `the best of a finished sweep are confirmed, and the choice stands`() throws {
    let text =
      digits.replacing("evaluate: { on: test", with: "evaluate: { folds: { k: 2 }")
      + "confirm: { top: 1, replicates: 4, on: test }\n"
    let planned = try place.planned(text)
    #expect(try planned.probedConfirmation(resultsPath: place.path()) != nil)
    try place.record(planned) { $0.configuration == 1 ? 0.9 : 0.8 }
    let (run, note) = try ConfirmationRun.next(of: planned, SweepReader(path: place.path()))
    #expect(note == nil)
    let confirming = try #require(run).prepared(resultsPath: place.path())
    #expect(confirming.plan.sweep.choice?.numbers == [1])
    #expect(confirming.plan.trials.count == 4)
    // A sweep that confirms another is not confirmed itself.
    #expect(try ConfirmationRun.next(of: confirming, SweepReader(path: place.path())).run == nil)
  }

  @Test func `nothing is confirmed where no configuration has results`() throws {
    let text =
      digits.replacing("evaluate: { on: test", with: "evaluate: { folds: { k: 2 }")
      + "confirm: { top: 1, replicates: 4, on: test }\n"
    let planned = try place.planned(text)
    try place.record(planned) { _ in nil }
    let (run, note) = try ConfirmationRun.next(of: planned, SweepReader(path: place.path()))
    let isConfirmed = run != nil
    #expect(!isConfirmed)
    #expect(
      note == "nothing is confirmed, as no configuration has a result in each of its trials")
  }
}
