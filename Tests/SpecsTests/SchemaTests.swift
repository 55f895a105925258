import Documents
import Schemas
import Specs
import Sweeps
import Testing
import YAML

/// `sweeps/schema.json` tells editors what the reader tells everybody else.
struct SchemaTests {
  private let schema: JSONSchema

  init() throws {
    schema = try JSONSchema(Spec.text(at: SpecFolder.path + "/schema.json"))
  }

  @Test(arguments: try SpecFolder.specs)
  func `every spec in sweeps expands, and is valid by the schema`(file: String) throws {
    let text = try Spec.text(at: SpecFolder.path + "/" + file)
    #expect(try schema.complaints(about: Document(yaml: text)) == [])

    let sweep = try Spec(text).sweep
    #expect(sweep.name + ".yaml" == file)
    let configurations = sweep.configurations
    #expect(Set(configurations.map(\.labels)).count == configurations.count)
    #expect(Set(configurations.map(\.recipe)).count == configurations.count)
    #expect(configurations.allSatisfy { $0.recipe.placeholders.isEmpty })
  }

  @Test(arguments: [
    "data: {csv: table.csv, target: label, features: [a, b]}",
    "network: [flatten, {max_pool2d: {pool_size: [2, 1]}}, {dropout: {rate: $l2}}]",
    "network: $l2", "network: '${l2}'",
    "training: {loss: mean_squared_error, optimizer: {sgd: {momentum: $l2}}, batch_size: 4,"
      + " epochs: 1, schedule: cosine}",
    "parameters: {l2: [1, relu, null, [3, 3]]}",
    "parameters: {l2: 'logspace(1e-5, 1e-1, 5)'}",
    "parameters: {l2: {options: {a: {b: [1]}, c: 2}}}",
    "evaluate: {folds: {k: 5, kind: kfold, repeats: 2}, replicates: 3, seed: 9}",
    "evaluate: {holdout: 0.2}",
    "metric: {name: val_loss, goal: minimize, at: epoch 12}",
    "retry: {max: 0}",
    "limits: {trial: 1h30m, failures: 2.5%}",
    "limits: {trial: 500ms}",
    "limits: {memory: 2GiB}",
    "keep: {weights: best}", "keep: {weights: last}",
    "keep: {rows: false}", "keep: {weights: best, rows: true}",
    "data: {idx: {images: a, labels: b, classes: [x, y]}}",
    "data: {mat: {training: a, classes: [x, y]}}",
    "data: {set: mnist, part: training}",
    "network: [{from: cnn}, {from: 'l2:l2=0.1'}, {from: {sweep: $l2, results: other.sqlite}}]",
    "training: {loss: mean_squared_error, epochs: 0, target: input}",
    "training: {loss: mean_squared_error, optimizer: adam, batch_size: 4, epochs: 1, convolution: winograd}",
    "training: {loss: mean_squared_error, optimizer: adam, batch_size: 4, epochs: 1, precision: bfloat16}",
    "evaluate: {on: test, noise: {salt_and_pepper: [0, 0.5, 1]}}",
    "evaluate: {on: test, noise: {salt_and_pepper: 'range(0, 1, 0.1)'}}",
    "inspect: {occlusion: {}}", "inspect: {rows: 9, occlusion: {patch: 3, stride: $l2}}",
    "inspect: {attacks: {sizes: [0.05, $l2], steps: 1}}",
    "method: grid", "exclude: [{l2: 0.1}]", "exclude: [{l2: '> 0.15'}, {l2: [0.2]}]",
    "method: {search: random, configurations: 3}", "method: {search: sobol, configurations: 3}",
    "method: {search: tpe, configurations: 60, pace: free}",
    "method: {search: tpe, configurations: 60, pace: 8, replicates: 1}",
    "method: {search: tpe, configurations: 60, known: [{values: {l2: 0.1}, mean: 1, sem: 0.1}]}",
    "method: {search: tpe, configurations: 60, known: [{values: {l2: 0.1}, mean: null}]}",
    "configurations: [{l2: 0.1}, {l2: 3}]", "stop: {at: 0.99}", "halving: {}",
    "halving: {from: 1, factor: 2, brackets: hyperband}",
  ]) func `what is good is good to both`(line: String) throws {
    let spec = text(trained, line)
    #expect(try schema.complaints(about: Document(yaml: spec)) == [])
    #expect(complaint(about: spec) == nil)
  }

  @Test(arguments: [
    "sweep: a/b", "sweep: 2024", "sweep: -x", "sweeep: a", "data: [a]", "data:", "method: random",
    "method: {search: random}", "method: {search: best, configurations: 3}",
    "method: {search: random, configurations: 0}",
    "configurations: []", "configurations: [0.1]", "configurations: [{}]", "zip: []", "zip: [[l2]]",
    "stop: 0.9", "stop: {at: high}", "stop: {}", "halving: 3", "halving: {from: 0}",
    "halving: {factor: 1}", "halving: {brackets: two}", "halving: {rungs: [1, 3]}",
    "method: {search: tpe, configurations: 3, known: [{values: {l2: 0.1}}]}",
    "method: {search: random, configurations: 3, known: []}",
    "method: {search: tpe, configurations: 3, pace: fast}", "exclude: []", "exclude: [0.1]",
    "exclude: [{}]", "keep: weights", "keep: {}", "keep: {weights: all}", "keep: {rows: 1}",
    "parameters: {}",
    "parameters: [l2]",
    "parameters: {l2: []}",
    "parameters: {l2: 1e-5}", "parameters: {l2: 'uniform(0, 1)'}", "parameters: {l2: 'choice()'}",
    "parameters: {l2: [{a: 1}]}", "parameters: {l2: {values: [1]}}",
    "parameters: {l2: {options: {}}}",
    "parameters: {2l: [1]}", "evaluate: {}", "evaluate: {replicates: 3}",
    "evaluate: {on: test, holdout: 0.2}", "evaluate: {on: train}", "evaluate: {holdout: 1}",
    "evaluate: {on: test, replicates: 0}", "evaluate: {on: test, seed: -1}",
    "evaluate: {on: test, seed: 1.5}", "evaluate: {folds: 5}", "evaluate: {folds: {k: 1}}",
    "evaluate: {folds: {k: 5, kind: random}}", "evaluate: {folds: {kind: kfold}}", "metric: {}",
    "metric: val_loss", "metric: {goal: max}", "metric: {at: 12}", "metric: {at: epoch 0}",
    "retry: {}", "retry: {max: -1}", "limits: {}", "limits: {memory: 1T}", "limits: {memory: 0GB}",
    "limits: {trial: 600}",
    "limits: {trial: 0s}", "limits: {trial: 30m1h}", "limits: {failures: 5}",
    "limits: {failures: 100%}",
  ]) func `what is bad is bad to both`(line: String) throws {
    let spec = text(trained, line)
    #expect(try schema.complaints(about: Document(yaml: spec)) != [])
    #expect(complaint(about: spec) != nil)
  }

  @Test(arguments: [
    "uniform(0, 1)", "'uniform(0, 1, step: 0.25)'", "loguniform(1e-5, 1e-1)", "int(1, 9)",
    "logint(16, 512)", "normal(0, 1)", "lognormal(0, 1)", "'choice(0, 1, weights: [1, 3])'",
    "[0.1, 0.2]", "linspace(0, 1, 5)",
  ]) func `what is drawn is good to both in a search alone`(values: String) throws {
    let search = text(
      trained,
      "parameters: {l2: \(values.hasPrefix("[") || values.hasPrefix("'") ? values : "'\(values)'")}",
      "method: {search: random, configurations: 2}")
    #expect(try schema.complaints(about: Document(yaml: search)) == [])
    #expect(complaint(about: search) == nil)
    let grid = search.replacing("method: {search: random, configurations: 2}", with: "")
    let isListed = values.hasPrefix("[") || values.hasPrefix("lin")
    #expect(
      try schema.complaints(about: Document(yaml: grid)).isEmpty
        == (isListed || values.hasPrefix("'choice")))
    #expect((complaint(about: grid) == nil) == isListed)
  }

  @Test(arguments: [
    "method: grid", "method: random\nrun_cap: 3", "method: bayes\nrun_cap: 3",
    "command: [python3, t.py, '${args}']",
    "metric: {name: loss, goal: minimize, target: 0.1}", "name: tuning\nproject: p\nentity: e",
    "early_terminate: null",
    "early_terminate: {type: hyperband, min_iter: 3}",
    "early_terminate: {type: hyperband, max_iter: 27, s: 2, eta: 3, strict: true}",
    "evaluate: {replicates: 2, seed: 3}", "limits: {trial: 1h}",
    "retry: {max: 1}", "parameters: {a: {parameters: {b: {value: 1}, c: {values: [1, x]}}}}",
    "parameters: {a: {values: [1, 2], probabilities: [0.5, 0.5]}}",
    "method: random\nrun_cap: 2\nparameters: {a: {min: 0, max: 1}}",
    "method: random\nrun_cap: 2\nparameters: {a: {distribution: q_log_uniform_values, min: 1, max: 9, q: 2}}",
    "method: random\nrun_cap: 2\nparameters: {a: {distribution: normal, mu: 1}}",
    "method: random\nrun_cap: 2\nparameters: {a: {distribution: beta, a: 2, b: 3}}",
  ]) func `what is good of W&B is good to both`(lines: String) throws {
    let spec = wandb(lines)
    #expect(try schema.complaints(about: Document(yaml: spec)) == [])
    #expect(complaint(about: spec) == nil)
  }

  @Test(arguments: [
    "method: annealing", "command: python3 t.py", "metric: {goal: minimize}",
    "metric: {name: loss, goal: least}",
    "run_cap: 0", "stranger: 1", "parameters: {}", "parameters: {a: {}}", "parameters: {a: 1}",
    "parameters: {a: {values: []}}", "parameters: {a: {min: 0}}",
    "parameters: {a: {min: 0, max: 1, distribution: cauchy}}",
    "parameters: {a: {value: 1, stranger: 2}}", "evaluate: {on: test}", "limits: {trial: 600}",
    "method: random\nrun_cap: 2\nparameters: {a: {distribution: normal, sigma: -1}}",
  ]) func `what is bad of W&B is bad to both`(lines: String) throws {
    let spec = wandb(lines)
    #expect(try schema.complaints(about: Document(yaml: spec)) != [])
    #expect(complaint(about: spec) != nil)
  }

  /// A sweep of W&B with some lines in the place of its own.
  private func wandb(_ lines: String) -> String {
    let keys = lines.split(separator: "\n").map { $0.prefix { $0 != ":" } }
    return ["program: t.py", "method: grid", "parameters: {lr: {values: [0.1, 0.2]}}"]
      .filter { line in !keys.contains { line.hasPrefix("\($0):") } }.joined(separator: "\n")
      + "\n" + lines
  }

  @Test func `reader and schema have the same keys of W&B`() throws {
    for (lines, path) in [
      ("stranger: 1", ["$defs", "wandb", "properties"]),
      ("parameters: {a: {value: 1, stranger: 2}}", ["$defs", "wandbParameter", "properties"]),
      ("metric: {name: a, stranger: 1}", ["$defs", "wandb", "properties", "metric", "properties"]),
    ] {
      let sentence = try #require(complaint(about: wandb(lines)))
      let list = try #require(sentence.split(separator: "(it has ").last?.dropLast())
      let keys = list.split(separator: ", ").map(String.init)
      #expect(schema[path]?.entries?.map(\.key).sorted() == keys.sorted())
    }
  }

  /// The reader's words leave the schema no key to forget and none to invent.
  @Test(arguments: [
    ("stranger: 1", ["$defs", "sweep", "properties"]),
    ("evaluate: {stranger: 1}", ["$defs", "evaluate", "properties"]),
    (
      "evaluate: {folds: {stranger: 1}}",
      ["$defs", "evaluate", "properties", "folds", "properties"]
    ),
    ("metric: {stranger: 1}", ["$defs", "metric", "properties"]),
    ("retry: {stranger: 1}", ["$defs", "retry", "properties"]),
    ("limits: {stranger: 1}", ["$defs", "limits", "properties"]),
    ("keep: {stranger: 1}", ["$defs", "keep", "properties"]),
    ("method: {stranger: 1}", ["$defs", "search", "properties"]),
    ("needs: {stranger: 1}", ["$defs", "needs", "properties"]),
  ]) func `reader and schema have the same keys`(line: String, path: [String]) throws {
    let sentence = try #require(complaint(about: text(line)))
    let list = try #require(sentence.split(separator: "(it has ").last?.dropLast())
    let keys = list.split(separator: ", ").map(String.init)
    #expect(schema[path]?.entries?.map(\.key).sorted() == keys.sorted())
  }

  /// The good spec's training is short of what the schema wants to see.
  private let trained =
    "training: {loss: mean_squared_error, optimizer: adam, batch_size: 8, epochs: 3}"
}
