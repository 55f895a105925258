import Documents
import Search
import Specs
import Sweeps
import Testing

/// Forms that people write into a `sweep.yaml` of Weights & Biases.
struct WandbSpecTests {
  @Test func `a grid tries all values of all parameters, constants too`() throws {
    let sweep = try Spec(
      """
      program: train.py
      method: grid
      project: mine
      entity: us
      name: My First Sweep!
      metric: { name: val/f1, goal: maximize }
      parameters:
        device: { value: "cuda:0" }
        lr:
          values: [1e-3, !!float 1e-4]
          distribution: categorical
        layers: { values: [[32, 32], [400, 300]] }
      """
    ).sweep
    #expect(sweep.name == "My-First-Sweep-")
    #expect(sweep.metric == Metric(name: "val/f1", goal: .maximize, moment: .last))
    #expect(
      sweep.configurations.map(\.labels) == [
        ["cuda:0", "0.001", "[32, 32]"], ["cuda:0", "0.001", "[400, 300]"],
        ["cuda:0", "0.0001", "[32, 32]"], ["cuda:0", "0.0001", "[400, 300]"],
      ])
  }

  @Test func `names of Hydra and argparse stand for themselves, and blocks for blocks`() throws {
    let recipe = try recipe(
      """
      program: train.py
      method: grid
      parameters:
        trainer.max_epochs: { values: [1] }
        weight-decay: { value: 0.5 }
        optimizer: { parameters: { lr: { value: 0.1 }, kind: { parameters: { name: { value: adam } } } } }
      """)
    #expect(
      recipe["parameters"]?.label
        == "{trainer.max_epochs: 1, weight-decay: 0.5, optimizer: {lr: 0.1, kind: {name: adam}}}")
  }

  @Test func `without a command it is Python's program with all arguments, beside the code`() throws
  {
    let recipe = try recipe(
      "program: train.py\nmethod: grid\nparameters: { lr: { values: [1, 2] } }")
    #expect(recipe["command"]?.label == "[/usr/bin/env, python3, train.py, {arguments: args}]")
    #expect(recipe["directory"]?.label == "code")
  }

  @Test func `a command's macros are what W&B makes of them`() throws {
    let recipe = try recipe(
      """
      program: train.py
      method: grid
      command:
        - ${env}
        - python
        - ${program}
        - --out=${envvar:HOME}/runs
        - ${envvar:USER}
        - --workers
        - 8
        - ${args_no_hyphens}
        - ${args_json_file}
        - dir=${now:%Y}_${oc.env:ID}
        - --rate=${lr}
      parameters: { lr: { values: [0.5] } }
      """)
    #expect(
      recipe["command"]?.label
        == "[/usr/bin/env, python, train.py, {joined: [--out=, {variable: HOME}, /runs]},"
        + " {variable: USER}, --workers, 8, {arguments: args_no_hyphens}, {variable: SWEEP_PARAMS},"
        + " dir=${now:%Y}_${oc.env:ID}, --rate=0.5]")
  }

  @Test func `random draws are the same again, and within what was asked`() throws {
    let text = """
      program: train.py
      method: random
      run_cap: 40
      evaluate: { seed: 3 }
      parameters:
        lr: { distribution: log_uniform_values, min: 1e-4, max: 1e-1 }
        old: { distribution: log_uniform, min: -3, max: -1 }
        batch: { distribution: q_log_uniform_values, min: 32, max: 256, q: 8 }
        units: { min: 1, max: 3 }
        rate: { min: 0, max: 0.5 }
        noise: { distribution: normal, mu: 2, sigma: 0 }
        kind: { values: [a, b], probabilities: [0, 1] }
      """
    let sweep = try Spec(text).sweep
    #expect(try Spec(text).sweep.configurations == sweep.configurations)
    let other = try Spec(text.replacing("seed: 3", with: "seed: 4")).sweep
    #expect(other.configurations != sweep.configurations)
    #expect(sweep.configurations.count == 40)
    for labels in sweep.configurations.map(\.labels) {
      let numbers = labels.compactMap(Double.init)
      #expect((1e-4...1e-1).contains(numbers[0]))
      #expect((0.049...0.37).contains(numbers[1]))
      #expect((32...256).contains(numbers[2]) && Int(numbers[2]) % 8 == 0)
      #expect([1, 2, 3].contains(numbers[3]))
      #expect((0...0.5).contains(numbers[4]))
      #expect(numbers[5] == 2 && labels[6] == "b")
    }
  }

  @Test
  func `bayes is a Gaussian process of numbers, and estimators where a parameter lists values`()
    throws
  {
    func spec(_ parameters: String, _ more: String = "") throws -> Spec {
      try Spec(
        "program: t.py\nmethod: bayes\nrun_cap: 30\nmetric: { name: loss }\nparameters: { \(parameters) }\n\(more)"
      )
    }
    let mixed = try spec("lr: { min: 0.0, max: 1 }, act: { values: [relu, tanh] }")
    #expect(mixed.sweep.search?.method.sampler == .tpe)
    #expect(mixed.sweep.search?.method.configurations == 30)
    #expect(mixed.remark?.contains("runs as tpe") == true)
    // Its configurations are decided as it goes.
    #expect(mixed.sweep.configurations.isEmpty)
    guard SearchMethod.Sampler.gp.isAvailable else { return }
    let numbers = try spec("lr: { min: 0.0, max: 1 }, device: { value: cuda }")
    #expect(numbers.sweep.search?.method.sampler == .gp)
    let many = (0..<13).map { "p\($0): { min: 0.0, max: 1 }" }.joined(separator: ", ")
    #expect(try spec(many).sweep.search?.method.sampler == .tpe)
  }

  @Test func `a target ends whatever searches`() throws {
    for method in ["grid", "random", "bayes"] {
      let search = try Spec(
        """
        program: t.py
        method: \(method)
        run_cap: 4
        metric: { name: loss, target: 0.1 }
        parameters: { lr: { values: [1, 2, 3, 4] } }
        evaluate: { replicates: 3 }
        """
      ).sweep.search
      #expect(search?.method.target == 0.1)
      #expect(search?.method.replicates == (method == "bayes" ? 1 : 3))
      #expect(search?.listed.count == (method == "grid" ? 4 : 0))
    }
  }

  @Test func `run_cap ends a grid after its first points, and it is said`() throws {
    let spec = try Spec(
      "program: t.py\nmethod: grid\nrun_cap: 3\nparameters: { a: { values: [1, 2] }, b: { values: [x, y] } }"
    )
    #expect(spec.sweep.configurations.map(\.labels) == [["1", "x"], ["1", "y"], ["2", "x"]])
    #expect(spec.remark == "run_cap ends the grid after the first 3 of its 4 points")
  }

  @Test func `yes and no are booleans, as PyYAML reads them`() throws {
    let sweep = try Spec(
      "program: t.py\nmethod: grid\nparameters: { nesterov: { values: [yes, No] }, word: { values: ['yes', y] } }"
    ).sweep
    #expect(
      sweep.configurations.map(\.labels) == [
        ["true", "yes"], ["true", "y"], ["false", "yes"], ["false", "y"],
      ])
    #expect(sweep.configurations[0].recipe["parameters"]?["nesterov"]?.content == .boolean(true))
  }

  @Test func `needs, limits and retry stand beside`() throws {
    let policy = try Spec(
      "program: t.py\nmethod: grid\nparameters: { a: { values: [1] } }\nneeds: { gpus: 1 }\nlimits: { trial: 1h }\nretry: { max: 5 }"
    ).policy
    #expect(policy.limits.needs.gpus == 1)
    #expect(policy.limits.time == .seconds(3600))
    #expect(policy.retries == 5)
  }

  /// The quartiles that W&B's documentation gives each distribution by its formula.
  private static let quartiles: [(String, [Double])] = [
    ("{ distribution: inv_log_uniform_values, min: 1e-4, max: 1 }", [1e-3, 1e-2, 1e-1]),
    ("{ distribution: inv_log_uniform, min: 0, max: 4 }", [0.0497871, 0.135335, 0.367879]),
    ("{ distribution: log_uniform_values, min: 1e-4, max: 1 }", [1e-3, 1e-2, 1e-1]),
    ("{ distribution: log_uniform, min: 0, max: 4 }", [2.71828, 7.38906, 20.0855]),
    ("{ distribution: beta, a: 2, b: 2 }", [0.32635, 0.5, 0.67365]),
    ("{ distribution: beta, a: 0.5, b: 3 }", [0.018215, 0.079033, 0.212745]),
    ("{ distribution: normal, mu: 1, sigma: 2 }", [-0.34898, 1, 2.34898]),
    ("{ distribution: log_normal, mu: 0, sigma: 1 }", [0.50942, 1, 1.96303]),
    ("{ min: 0.0, max: 1.0 }", [0.25, 0.5, 0.75]),
  ]

  @Test(arguments: quartiles)
  func `distributions have their quartiles`(parameter: String, quartiles: [Double]) throws {
    let values = try draws(parameter, 2000)
    for (share, quartile) in zip([0.25, 0.5, 0.75], quartiles) {
      let below = values.count { $0 < quartile }
      // Four standard deviations of a share of 2000 draws.
      #expect(abs(Double(below) / 2000 - share) < 4 * (share * (1 - share) / 2000).squareRoot())
    }
  }

  /// `q` rounds to its multiples and clips nothing: draws near 10 become 8 or 12.
  private static let multiples: [(String, [Double])] = [
    ("{ distribution: q_uniform, min: 1, max: 11, q: 4 }", [0, 4, 8, 12]),
    ("{ distribution: q_log_uniform_values, min: 1, max: 100, q: 50 }", [0, 50, 100]),
    ("{ distribution: q_log_uniform, min: 0, max: 2 }", [1, 2, 3, 4, 5, 6, 7]),
    ("{ distribution: q_beta, a: 1, b: 1, q: 0.25 }", [0, 0.25, 0.5, 0.75, 1]),
    ("{ distribution: q_normal, mu: 0, sigma: 0.1, q: 5 }", [0]),
    ("{ distribution: q_log_normal, mu: 0, sigma: 0.1, q: 1 }", [1]),
  ]

  @Test(arguments: multiples)
  func `multiples of q are not clipped`(parameter: String, multiples: [Double]) throws {
    #expect(try Set(draws(parameter, 300)) == Set(multiples))
  }

  private func draws(_ parameter: String, _ count: Int) throws -> [Double] {
    let spec = try Spec(
      "program: t.py\nmethod: random\nrun_cap: \(count)\nparameters: { x: \(parameter) }")
    return spec.sweep.configurations.compactMap { Double($0.labels[0]) }
  }

  /// The rungs are those of W&B's documentation, and of what it calls brackets there.
  @Test(arguments: [
    ("{ type: hyperband, min_iter: 3 }", "random", [3, 9, 27, 81]),
    ("{ type: hyperband, max_iter: 27, s: 2 }", "bayes", [3, 9, 27]),
    ("{ type: hyperband, max_iter: 27, s: 2, eta: 2, strict: true }", "random", [6, 12, 24, 27]),
    ("{ type: hyperband, max_iter: 27 }", "random", [1, 3, 9, 27]),
  ]) func `early termination is halving, with its rungs`(
    block: String, method: String, rungs: [Int]
  ) throws {
    let spec = try Spec(
      "program: t.py\nmethod: \(method)\nrun_cap: 60\nearly_terminate: \(block)\n"
        + "metric: { name: val_loss, goal: minimize }\nparameters: { lr: { min: 0.1, max: 1.0 } }")
    #expect(spec.sweep.halving?.rungs == rungs)
    #expect(spec.remark?.contains("early_terminate: hyperband is halving here") == true)
    #expect(spec.sweep.search?.method.sampler == (method == "bayes" ? .tpe : .random))
  }

  @Test(arguments: [
    (
      "method: bayes",
      "2:9: method: bayes goes on for ever in W&B; say how many points to try with run_cap: N, or --set run_cap=N"
    ),
    (
      "method: random",
      "2:9: method: random goes on for ever in W&B; say how many points to try with run_cap: N, or --set run_cap=N"
    ),
    (
      "method: grid\nearly_terminate: { type: hyperband }",
      "3:18: early_terminate takes min_iter, the step of the first rung, or max_iter, that of the last; write one of them"
    ),
    (
      "method: grid\nearly_terminate: { type: envelope, min_iter: 3 }",
      "3:26: early_terminate.type must be hyperband, not the text 'envelope'"
    ),
    (
      "method: grid\nearly_terminate: { type: hyperband, max_iter: 2 }",
      "3:47: early_terminate.max_iter is 2, and no rung is left before it with eta 3; raise it"
    ),
    (
      "method: grid\nmetric: { name: a, target: soon }",
      "3:28: metric.target must be a number, not the text 'soon'"
    ),
    ("method: grid\ncontroler: x", "3:1: a sweep.yaml of W&B has no key 'controler'"),
    ("method: hyper", "2:9: method must be grid, random or bayes, not the text 'hyper'"),
  ]) func `what is not supported is said at its place, and what to do`(lines: String, words: String)
  {
    let text = "program: t.py\n\(lines)\nparameters: { lr: { values: [1, 2] } }"
    #expect(complaint(about: text)?.hasPrefix(words) == true, "\(complaint(about: text) ?? "")")
  }

  @Test(arguments: [
    ("lr: { min: 0.0, max: 1 }", "parameters.lr has no end of values"),
    ("lr: { values: [] }", "parameters.lr.values must be a list of values"),
    ("lr: { values: [1], probabilities: [1, 2] }", "a probability must be"),
    ("lr: { distribution: log_uniform_values, min: 0, max: 1 }", "parameters.lr.min must be above"),
    ("lr: { distribution: beto, min: 0, max: 1 }", "parameters.lr.distribution must be"),
    ("lr: { distribution: beta, a: 0 }", "parameters.lr.a must be a positive number"),
    ("lr: {}", "parameters.lr needs value, values, or min and max"),
    ("'a b': { value: 1 }", "a parameter's name is letters"),
    ("a.b: { value: 1 }, a: { parameters: { b: { value: 2 } } }", "parameters has a.b twice"),
  ]) func `parameters that say nothing are refused`(parameter: String, words: String) {
    let text = "program: t.py\nmethod: grid\nparameters: { \(parameter) }"
    #expect(complaint(about: text)?.contains(words) == true, "\(complaint(about: text) ?? "")")
  }

  @Test func `a sweep of a Python function has no program to start`() {
    let text = "method: grid\nparameters: { lr: { values: [1] } }"
    #expect(complaint(about: text)?.contains("there is neither program nor command") == true)
  }

  private func recipe(_ text: String) throws -> Document {
    try #require(try Spec(text).sweep.configurations.first?.recipe)
  }
}
