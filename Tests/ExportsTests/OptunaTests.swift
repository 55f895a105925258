import Documents
import Exports
import Reports
import SQLite
import Statistics
import Sweeps
import Testing
import Trials

struct OptunaTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  @Test(arguments: Metric.Goal.allCases)
  func `the best of the study is the best of the table`(goal: Metric.Goal) throws {
    let material = try place.material(
      parameters: [.numbers("l2", [0, 0.1, 0.2])], replicates: 2, goal: goal,
      fates: [0.5, 0.75, 0.25, 0.25, 0.5, 0.75].map { .measured($0) })
    try export(material)
    let order = goal == .maximize ? "DESC" : "ASC"
    let best = try rows(
      "SELECT number, value FROM trials JOIN trial_values USING (trial_id) ORDER BY value \(order)")
    #expect(
      best.first == [
        "\(material.table.rows.firstIndex(where: \.isBest) ?? -1)",
        "\(material.table.best?.moments.mean ?? 0)",
      ])
    #expect(try rows("SELECT direction FROM study_directions") == [[goal.rawValue.uppercased()]])
    #expect(try rows("SELECT study_name FROM studies") == [["small"]])
  }

  @Test func `a configuration that is short of observations has no value to win with`() throws {
    let failure = Failure(cause: .invalid, message: "units must be positive")
    let material = try place.material(
      parameters: [.numbers("l2", [0, 0.1, 0.2])], replicates: 2,
      fates: [
        .measured(0.5), .measured(0.9), .measured(0.9), .measured(0.5), .running, .failed(failure),
      ])
    try export(material)
    #expect(
      try rows("SELECT number, state, datetime_complete FROM trials ORDER BY number") == [
        ["0", "COMPLETE", "2026-03-01 00:00:03.250000"], ["1", "RUNNING", ""],
        ["2", "FAIL", "2026-03-01 00:00:03.250000"],
      ])
    #expect(try rows("SELECT trial_id, value FROM trial_values") == [["1", "0.5"]])
    #expect(
      try rows("SELECT trial_id, value_json FROM trial_user_attributes WHERE key = 'n'")
        == [["1", "2"], ["2", "1"], ["3", "1"]])
  }

  @Test func `curves are means over all trainings, as far as all of them went`() throws {
    let material = try place.material(
      parameters: [.numbers("l2", [0])], replicates: 2,
      fates: [.measured(0.25, 0.5, 0.75), .measured(0.75, .nan, 0.25, 1)])
    try export(material)
    #expect(
      try rows("SELECT step, intermediate_value FROM trial_intermediate_values ORDER BY step")
        == [["1", "0.5"], ["3", "0.5"]])
  }

  @Test func `numbers are ranges, geometric ones on a logarithmic axis, all else are choices`()
    throws
  {
    let block = Document(.list([Document(.text("relu"))]))
    func whole(_ name: String, _ values: [Int64]) -> Parameter {
      Parameter(
        name: name, options: values.map { .init(label: "\($0)", value: Document(.integer($0))) })
    }
    let parameters = [
      .numbers("l2", [1e-4, 1e-3, 1e-2]), .numbers("rate", [0, 0.25, 0.5]),
      whole("units", [32, 64, 128]),
      Parameter(
        name: "net",
        options: [
          .init(label: "small", value: block),
          .init(label: "true", value: Document(.boolean(true))),
          .init(label: "3", value: Document(.integer(3))),
        ]),
    ]
    let count = 81
    try export(
      try place.material(parameters: parameters, fates: Array(repeating: .open, count: count)))
    #expect(
      try rows("SELECT DISTINCT param_name, distribution_json FROM trial_params ORDER BY 1") == [
        [
          "l2",
          #"{"name":"FloatDistribution","attributes":{"step":null,"low":0.0001,"high":0.01,"log":true}}"#,
        ],
        [
          "net",
          #"{"name":"CategoricalDistribution","attributes":{"choices":["small",true,3]}}"#,
        ],
        [
          "rate",
          #"{"name":"FloatDistribution","attributes":{"step":null,"low":0.0,"high":0.5,"log":false}}"#,
        ],
        [
          "units",
          #"{"name":"IntDistribution","attributes":{"step":1,"low":32,"high":128,"log":true}}"#,
        ],
      ])
    #expect(
      try rows("SELECT param_value FROM trial_params WHERE trial_id = 81 ORDER BY param_id")
        == [["0.01"], ["0.5"], ["128.0"], ["2.0"]])
  }

  @Test func `a search's distributions are those of its space, and unused parameters are left out`()
    throws
  {
    func number(_ name: String, _ values: [Double?]) -> Parameter {
      Parameter(
        name: name,
        options: values.map { value in
          value.map { .init(label: Document.label($0), value: Document(.number($0))) } ?? .unused
        })
    }
    let parameters = [
      number("rate", [0.01]), number("momentum", [0.5, nil]), number("drop", [0.1]),
      number("log", [0]), number("free", [-0.5, 2]),
      Parameter(
        name: "units", options: [.init(label: "64", value: Document(.integer(64)))]),
      .texts("act", ["tanh"]),
    ]
    let space = Space([
      Dimension("rate", .loguniform(1e-5, 0.1)), Dimension("momentum", .uniform(0, 0.99)),
      Dimension("drop", .steps(first: 0, step: 0.05, count: 11)),
      Dimension("log", .loguniform(1e-3, 1)), Dimension("free", .normal(mean: 0, deviation: 1)),
      Dimension("units", .logIntegers(16...512)),
      Dimension(
        "act",
        .choice(
          ["relu", "tanh"].map { .init(label: $0, value: Document(.text($0))) }, weights: nil)),
    ])
    let material = try place.material(
      parameters: parameters, fates: Array(repeating: .measured(0.5), count: 4))
    try material.writeOptuna(to: place.path("study.sqlite"), of: space, isForced: false)
    func float(_ low: String, _ high: String, _ rest: String, step: String = "null") -> String {
      #"{"name":"FloatDistribution","attributes":{"step":\#(step),"low":\#(low),"high":\#(high),"log":\#(rest)}}"#
    }
    #expect(
      try rows("SELECT DISTINCT param_name, distribution_json FROM trial_params ORDER BY 1") == [
        ["act", #"{"name":"CategoricalDistribution","attributes":{"choices":["relu","tanh"]}}"#],
        ["drop", float("0.0", "0.5", "false", step: "0.05")],
        // A distribution without ends gets them from the values that were drawn.
        ["free", float("-0.5", "2.0", "false")],
        // A listed value of 0 is none of a logarithmic axis.
        ["log", float("0.0", "1.0", "false")],
        ["momentum", float("0.0", "0.99", "false")], ["rate", float("1e-05", "0.1", "true")],
        [
          "units",
          #"{"name":"IntDistribution","attributes":{"step":1,"low":16,"high":512,"log":true}}"#,
        ],
      ])
    #expect(
      try rows("SELECT trial_id, param_value FROM trial_params WHERE param_name = 'momentum'").count
        == 2)
    #expect(
      try rows("SELECT DISTINCT param_value FROM trial_params WHERE param_name = 'act'") == [
        ["1.0"]
      ])
  }

  @Test func `a file that is there gives way to force alone, and results never`() throws {
    let material = try place.material(fates: [.measured(0.5), .measured(1)])
    try place.write("mine", to: "study.sqlite")
    #expect(throws: ExportError.self) { try export(material) }
    #expect(try place.text("study.sqlite") == "mine")
    try material.writeOptuna(to: place.path("study.sqlite"), isForced: true)
    #expect(try rows("SELECT count(*) FROM trials") == [["2"]])
    let results = try place.bytes("sweep.sqlite")
    #expect(throws: ExportError.self) {
      try material.writeOptuna(to: place.path("sweep.sqlite"), isForced: true)
    }
    #expect(try place.bytes("sweep.sqlite") == results)
    #expect(try place.names() == ["study.sqlite", "sweep.sqlite"])
  }

  private func export(_ material: ExportSource) throws {
    try material.writeOptuna(to: place.path("study.sqlite"), isForced: false)
  }

  private func rows(_ sql: String) throws -> [[String]] {
    let database = try Database(at: place.path("study.sqlite"), mode: .readOnly)
    return try database.prepare(sql).map { row in (0..<row.columnCount).map { row.text($0) } }
  }
}
