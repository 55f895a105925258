import Documents
import Specs
import Sweeps
import Testing

/// Specs whose configurations a search finds.
struct SearchSpecTests {
  private func spec(_ method: String, _ more: String = "") throws -> Spec {
    try Spec(
      """
      sweep: s
      command: [python3, train.py, "--lr=$lr", "--act=$act", "--units=$units", $optimizer]
      parameters:
        lr: loguniform(1e-5, 1e-1)
        act: choice(relu, tanh)
        units: logint(16, 512)
        dropout: "uniform(0, 0.5, step: 0.05)"
        optimizer: { options: { adam: "--adam", sgd: "--momentum=$momentum" } }
        momentum: uniform(0.5, 0.99)
      metric: { name: loss, goal: minimize }
      evaluate: { replicates: 2, seed: 7 }
      method: \(method)
      \(more)
      """)
  }

  @Test(arguments: ["random", "sobol"])
  func `proposals do not depend on how many there are`(search: String) throws {
    let few = try spec("{ search: \(search), configurations: 20 }").sweep
    let many = try spec("{ search: \(search), configurations: 50 }").sweep
    #expect(few.configurations.count == 20 && many.configurations.count == 50)
    #expect(many.configurations.prefix(20).map(\.recipe) == few.configurations.map(\.recipe))
    let other = try spec("{ search: \(search), configurations: 20 }", "directory: own").sweep
    #expect(other.configurations.map(\.labels) == few.configurations.map(\.labels))
  }

  @Test func `values lie where they are asked for, and what is not used is not there`() throws {
    let sweep = try spec("{ search: sobol, configurations: 64 }").sweep
    var optimizers: Set<String> = []
    for configuration in sweep.configurations {
      let labels = configuration.labels
      let lr = try #require(Double(labels[0]))
      #expect((1e-5...1e-1).contains(lr) && Levels.rounded(lr, significantDigits: 6) == lr)
      #expect(["relu", "tanh"].contains(labels[1]))
      #expect((16...512).contains(try #require(Int(labels[2]))))
      let steps = try #require(Double(labels[3])) / 0.05
      #expect(abs(steps - steps.rounded()) < 1e-9)
      optimizers.insert(labels[4])
      #expect((labels[4] == "adam") == labels[5].isEmpty)
      #expect((configuration.recipe["parameters"]?["momentum"] == nil) == (labels[4] == "adam"))
      #expect(configuration.recipe.placeholders.isEmpty)
    }
    #expect(optimizers == ["adam", "sgd"])
    // Even in every quarter of a parameter.
    let units = sweep.configurations.compactMap { Double($0.labels[2]) }
    #expect(units.count { $0 < 38.5 } == 16)
  }

  @Test func `what is excluded is not drawn`() throws {
    let sweep = try spec(
      "{ search: random, configurations: 100 }",
      "exclude: [{ act: tanh, units: '> 64' }, { optimizer: sgd }]"
    ).sweep
    #expect(sweep.configurations.count == 100)
    for labels in sweep.configurations.map(\.labels) {
      #expect(labels[4] == "adam" && (labels[1] == "relu" || (Int(labels[2]) ?? 0) <= 64))
    }
  }

  @Test func `a space of few configurations is exhausted, and no configuration is there twice`()
    throws
  {
    let sweep = try Spec(
      """
      sweep: s
      command: [a, $x, $y]
      parameters: { x: "int(1, 3)", y: [a, b] }
      metric: { name: loss }
      method: { search: random, configurations: 50 }
      """
    ).sweep
    #expect(Set(sweep.configurations.map(\.labels)).count == 6)
    #expect(sweep.configurations.count == 6)
  }

  @Test func `a search that learns has no configurations at the start`() throws {
    let spec = try spec("{ search: tpe, configurations: 60, pace: free, replicates: 2 }")
    let search = try #require(spec.sweep.search)
    #expect(
      search.method
        == SearchMethod(sampler: .tpe, configurations: 60, pace: .free, replicates: 2))
    #expect(search.space.dimensions.map(\.name).count == 6)
    #expect(spec.sweep.configurations.isEmpty)
  }

  @Test func `a grid leaves out what is excluded`() throws {
    let sweep = try Spec(text("exclude: [{l2: '< 0.15'}]")).sweep
    #expect(sweep.configurations.map(\.labels) == [["0.2"]])
  }

  @Test(arguments: [
    ("uniform(1, 0)", "the high end of uniform must be above 1, not 0"),
    ("uniform(0)", "uniform takes (low, high) or (low, high, step: S), not 1 argument"),
    (
      "uniform(0, 1, stop: 0.1)",
      "uniform takes (low, high) or (low, high, step: S), not 3 arguments"
    ),
    ("uniform(0, 1, step: 2)", "the step of uniform must be a positive number up to 1, not 2"),
    (
      "uniform(0, 1, step: 1e-9)",
      "steps of 1e-09 make more than 1000000 values; leave the step out"
    ),
    ("loguniform(0, 1)", "the low end of loguniform must be a positive number, not 0"),
    ("int(1.5, 3)", "the low end of int must be a whole number, not 1.5"),
    ("logint(0, 8)", "the low end of logint must be a whole number from 1, not 0"),
    ("normal(0, 0)", "the deviation of normal must be a positive number, not 0"),
    (
      "choice(a, b, weights: [1])",
      "weights must be one weight from 0 for each of the 2 values, not all of them 0, not a list"
    ),
    ("unifrom(0, 1)", "there is no call 'unifrom'; did you mean uniform?"),
    ("0.1", "parameters.l2 must be a list, a call or options, not the text '0.1'"),
  ]) func `calls that make no distribution are refused`(call: String, words: String) {
    let spec = text(
      "parameters: {l2: \"\(call)\"}", "method: {search: random, configurations: 3}")
    let said = complaint(about: spec) ?? "nothing"
    #expect(said.contains(words), "\(said)")
  }
}
