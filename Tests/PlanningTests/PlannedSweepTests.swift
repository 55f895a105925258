import Planning
import Processes
import Records
import Store
import Sweeps
import Testing
import Trials

/// A spec with its data becomes a plan, or a sentence that says what is wrong and where.
struct PlannedSweepTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  @Test func `a spec of the engine becomes a plan on its data`() throws {
    let planned = try place.planned(digits)
    #expect(planned.plan.trials.count == 6)
    #expect(planned.kind == .engine)
    // 64 inputs and a bias for each of ten units.
    #expect(planned.parameterCount == 650)
    #expect(planned.code == nil)
    #expect(planned.strategy == nil)
    #expect(planned.oddities.isEmpty)
  }

  @Test func `precision: float32 is no part of a trial, and bfloat16 is`() throws {
    func planned(_ precision: String) throws -> PlannedSweep {
      try place.planned(
        digits.replacing("  epochs: 2", with: "  epochs: 2\n  precision: \(precision)"))
    }
    let (without, single, half) = (
      try place.planned(digits), try planned("float32"), try planned("bfloat16")
    )
    #expect(single.plan.trials.map(\.id) == without.plan.trials.map(\.id))
    #expect(Set(half.plan.trials.map(\.id)).isDisjoint(with: single.plan.trials.map(\.id)))
    #expect(single.precision == nil)
    #expect(half.precision == "bfloat16")
  }

  @Test func `a program is planned with its code, whose change makes other trials`() throws {
    let text = program("  lr: [0.1, 0.2]", command: "sh train.sh $lr")
    try place.write(Array("echo 1\n".utf8), to: "train.sh")
    let planned = try place.planned(text)
    #expect(planned.kind == .program)
    #expect(planned.plan.trials.count == 4)
    let code = try #require(planned.code)
    try place.write(Array("echo 2\n".utf8), to: "train.sh")
    let changed = try place.planned(text)
    #expect(changed.code?.digest != code.digest)
    #expect(Set(changed.plan.trials.map(\.id)).isDisjoint(with: planned.plan.trials.map(\.id)))
  }

  @Test(arguments: [
    (
      "data: digits", "data: digts",
      "spec.yaml:2:7: there is no data set 'digts'; did you mean digits?"
    ),
    ("units: 10", "units: 7", "spec.yaml:4:"),
    ("replicates: 3", "replicates: 0", "spec.yaml:12:"),
  ])
  func `what is wrong with a spec is said at its place`(
    word: String, wrong: String, sentence: String
  ) {
    let error = #expect(throws: UserError.self) {
      try place.planned(digits.replacing(word, with: wrong))
    }
    #expect(error?.message.hasPrefix(sentence) == true, "\(error?.message ?? "nothing")")
  }

  @Test func `what is wrong with a word of the command line is said of the word`() {
    let error = #expect(throws: UserError.self) {
      try place.planned(digits, setting: ["evaluate.replicates=none"])
    }
    #expect(error?.message.contains("--set evaluate.replicates=none") == true)
    // A line of the file is not where the mistake is.
    #expect(error?.message.contains("spec.yaml:") == false)
  }

  @Test func `what a command line sets becomes part of the text, and says so`() throws {
    let planned = try place.planned(digits, setting: ["evaluate.replicates=2"])
    #expect(planned.plan.trials.count == 4)
    #expect(planned.text.hasSuffix("# Run with --set evaluate.replicates=2\n"))
    #expect(try place.planned(planned.text).plan.trials.count == 4)
  }

  @Test func `a table of configurations is written into the text`() throws {
    try place.write(Array("lr,name\n0.1,a\n0.2,b\n".utf8), to: "points.csv")
    try place.write(Array("echo 1\n".utf8), to: "train.sh")
    let text = program("  lr: 0.3", command: "sh train.sh $lr").replacing(
      "parameters:\n  lr: 0.3\n", with: "configurations: points.csv\n")
    let planned = try place.planned(text.replacing("$lr", with: "$lr $name"))
    #expect(planned.plan.configurations.map(\.labels).map { $0[0] } == ["0.1", "0.2"])
    try place.write(Array("lr,name\n0.5,z\n".utf8), to: "points.csv")
    #expect(try place.planned(planned.text).plan.configurations.count == 2)
  }

  @Test func `a network of more numbers than a message holds is not kept`() throws {
    let planned = try place.planned(digits)
    #expect(try planned.policy(keeping: "weights=last").keep != nil)
    #expect(try planned.policy(keeping: nil).keep == nil)
    #expect(throws: UserError.self) { try planned.policy(keeping: "weights=first") }
  }
}
