import Specs
import Sweeps
import Testing

struct ErrorTests {
  @Test(arguments: [
    ("[1, 2]", "1:1: a spec must be a block of keys, not a list"),
    ("sweep: a\n\tdata: b", "2:1: a tab cannot indent in YAML; use spaces"),
    ("sweep: a\nsweep: b", "2:1: the key 'sweep' stands twice, here and in line 1; keep one"),
    ("sweep: a", "1:1: a spec needs the key 'data'"),
    ("data: a\nnetwerk: []", "2:1: a spec has no key 'netwerk'; did you mean network?"),
  ]) func `refuses what is no spec`(text: String, sentence: String) {
    #expect(complaint(about: text) == sentence)
  }

  @Test(arguments: [
    ("1e400", ".inf"), ("-1e400", ".inf"), ("1.5e999", ".inf"), ("1e-400", "0"),
    ("[1, 1E+400]", ".inf"),
  ]) func `refuses numbers that would be read as others`(text: String, read: String) throws {
    let said = try #require(complaint(about: "parameters: { l2: [\(text)] }"))
    #expect(
      said.contains("is beyond what a 64-bit number holds, and would be read as \(read)"), "\(said)"
    )
  }

  @Test(arguments: [".inf", "-.inf", "0e9", "0.0", "0x1e0", "'1e400'", "1e-300", "4.9e-324"])
  func
    `reads what is meant as it stands`(text: String)
  {
    let said = complaint(about: "parameters: { l2: [\(text)] }") ?? ""
    #expect(!said.contains("beyond what a 64-bit number holds"), "\(said)")
  }

  @Test(arguments: [#"parameters: { l2: ["a\0b"] }"#, #"parameters: { "l\02": [1] }"#])
  func
    `refuses the character that ends words`(text: String) throws
  {
    let said = try #require(complaint(about: text))
    #expect(said.contains("a text has the character NUL in it"), "\(said)")
  }

  @Test(arguments: [
    (
      "sweep: a/b",
      "1:8: sweep must be a name of letters, digits, '.', '_' and '-' that begins with one of the first two, not the text 'a/b'"
    ),
    (
      "sweep: 2024",
      "1:8: sweep must be a name of letters, digits, '.', '_' and '-' that begins with one of the first two, not 2024"
    ),
    (
      "data: [a]",
      "2:7: data must be the name of a data set, or a block that describes one, not a list"
    ),
    ("data: $l2", "2:7: data cannot depend on $l2: all configurations are judged on the same rows"),
    (
      "method: random",
      "7:9: how many configurations are to be tried? Write method: { search: random, configurations: 60 }"
    ),
    (
      "method: gird",
      "7:9: method must be grid, or a search: { search: random, configurations: 60 } with random, sobol, tpe or gp, not 'gird'; did you mean grid?"
    ),
    (
      "method: {search: tpee, configurations: 60}",
      "7:18: method.search must be one of random, sobol, tpe, gp, not 'tpee'; did you mean tpe?"
    ),
    ("method: {search: tpe}", "7:9: method needs the key 'configurations'"),
    (
      "method: {search: tpe, configuration: 60}",
      "7:23: method has no key 'configuration'; did you mean configurations?"
    ),
    (
      "method: {search: sobol, configurations: 60, pace: 8}",
      "7:51: method.pace is about what a proposal may know, and sobol draws without results; remove it"
    ),
    (
      "method: {search: tpe, configurations: 60, replicates: 2}",
      "7:55: method.replicates must be a whole number from 1 to evaluate.replicates, which is 1, not 2"
    ),
    (
      "method: {search: tpe, configurations: 60, pace: fast}",
      "7:49: method.pace must be how many workers the search is planned for, such as 8, or free, not the text 'fast'"
    ),
    (
      "method: {search: gp, configurations: 60}",
      "7:18: gp takes parameters that are numbers, and l2 lists values; use tpe, or a call such as uniform or int"
    ),
    ("exclude: []", "7:10: exclude is empty; give it conditions, or remove it"),
    ("exclude: [{l1: 3}]", "7:12: no parameter is named 'l1'; did you mean l2?"),
    ("exclude: [{l2: 0.3}]", "7:16: l2 is never 0.3; did you mean 0.1? (it is 0.1, 0.2)"),
    ("exclude: [{l2: \"> 0\"}]", "7:10: exclude leaves no configuration to train"),
    (
      "store: {}",
      "7:1: a spec has no key 'store' (it has sweep, data, network, training, inspect, command, code, metrics, parameters, configurations, zip, exclude, evaluate, metric, method, race, halving, confirm, stop, retry, limits, keep, needs, directory, sync)"
    ),
    (
      "parameters: [l2]",
      "5:13: parameters must be a block of names and values, or left out, not a list"
    ),
    (
      "parameters:",
      "5:12: parameters must be a block of names and values, or left out, not nothing"
    ),
    (
      "parameters: {l2: linspace(1e-6, 1e-3, 5}",
      "5:18: the call linspace(1e-6, 1e-3, 5 lacks its ')'"
    ),
    (
      "parameters: {l2: [1], -learning: [1]}",
      "5:23: a parameter's name is letters, digits, '_', '-' and '.', and begins with one of the first or '_', so that it can stand as ${name}; it cannot be '-learning'"
    ),
    (
      "parameters: {l2: [1], l1: [1]}",
      "5:23: parameters.l1 is used nowhere; write $l1 where it goes, or remove it"
    ),
    ("parameters: {l1: [1]}", "3:35: no parameter is named 'l2'; did you mean $l1?"),
    (
      "parameters: {units: [1]}",
      "3:35: no parameter is named 'l2'; list its values under 'parameters'"
    ),
    (
      "parameters: {l2: {options: {a: $x, b: 1}}}",
      "5:32: no parameter is named 'x'; list its values under 'parameters'"
    ),
    (
      "parameters: {l2: {options: {a: [$l2], b: 1}}}",
      "5:14: parameters.l2 stands within its own values"
    ),
    (
      "evaluate: {replicates: 3}",
      "6:11: evaluate needs a design: on: test, holdout: 0.2 or folds: { k: 5 }"
    ),
    ("evaluate: {on: test, folds: {k: 5}}", "6:29: evaluate has both 'on' and 'folds'; keep one"),
    (
      "evaluate: {on: train}",
      "6:16: evaluate.on must be one of test, validation, indices, not 'train'"
    ),
    (
      "evaluate: {on: tset}",
      "6:16: evaluate.on must be one of test, validation, indices, not 'tset'; did you mean test?"
    ),
    (
      "evaluate: {on: test, replicate: 3}",
      "6:22: evaluate has no key 'replicate'; did you mean replicates?"
    ),
    (
      "evaluate: {on: test, replicates: 0}",
      "6:34: evaluate.replicates must be a whole number from 1 to 1000000, not 0"
    ),
    (
      "evaluate: {on: test, seed: -1}",
      "6:28: evaluate.seed must be a whole number from 0 to 9223372036854775807, not -1"
    ),
    (
      "evaluate: {on: test, seed: 1e400}",
      "6:28: the number 1e400 is beyond what a 64-bit number holds, and would be read as .inf; write"
        + " that, or put it in quotes to have it handed on as a text"
    ),
    (
      "evaluate: {holdout: 20%}",
      "6:21: evaluate.holdout must be a share of the rows between 0 and 1, such as 0.2, not the text '20%'"
    ),
    (
      "evaluate: {holdout: 1}",
      "6:21: evaluate.holdout must be a share of the rows between 0 and 1, such as 0.2, not 1"
    ),
    ("evaluate: {folds: 5}", "6:19: evaluate.folds must be a block of keys, not 5"),
    ("evaluate: {folds: {kind: kfold}}", "6:19: evaluate.folds needs the key 'k'"),
    (
      "evaluate: {folds: {k: 1}}",
      "6:23: evaluate.folds.k must be a whole number from 2 to 1000000, not 1"
    ),
    (
      "evaluate: {folds: {k: 5, kind: stratifed}}",
      "6:32: evaluate.folds.kind must be one of kfold, stratified, grouped, stratified_grouped,"
        + " leave_one_group_out, ordered, not 'stratifed'; did you mean stratified?"
    ),
    ("metric: val_loss", "7:9: metric must be a block of keys, not the text 'val_loss'"),
    ("metric: {}", "7:9: metric is empty; give it name, goal or at, or remove it"),
    ("metric: {goal: max}", "7:16: metric.goal must be one of maximize, minimize, not 'max'"),
    (
      "metric: {at: epoch 0}",
      "7:14: metric.at must be last, best or an epoch such as 'epoch 12', not the text 'epoch 0'"
    ),
    (
      "metric: {at: 12}",
      "7:14: metric.at must be last, best or an epoch such as 'epoch 12', not 12"
    ),
    ("retry: {max: -1}", "7:14: retry.max must be a whole number from 0 to 1000, not -1"),
    ("retry: {}", "7:8: retry needs the key 'max'"),
    ("keep: {}", "7:7: keep is empty; give it weights, rows or checkpoints, or remove it"),
    ("keep: {weigths: best}", "7:8: keep has no key 'weigths'; did you mean weights?"),
    ("keep: {weights: all}", "7:17: keep.weights must be one of best, last, not 'all'"),
    ("limits: {}", "7:9: limits is empty; give it trial, memory or failures, or remove it"),
    ("limits: {disk: 1G}", "7:10: limits has no key 'disk' (it has trial, memory, failures)"),
    (
      "limits: {memory: 1T}",
      "7:18: limits.memory must be an amount of memory from 1MB with its unit, such as 512MB, 2GiB or 4G, not the text '1T'"
    ),
    (
      "limits: {trial: 600}",
      "7:17: limits.trial must be a time with its unit, such as 90s, 10m, 1h30m, 2d or 500ms,"
        + " or as Slurm writes it: 24:00:00 or 2-12:00:00, not 600"
    ),
    (
      "limits: {failures: 5}",
      "7:20: limits.failures must be a share of the trials below 100%, such as 5%, not 5"
    ),
    (
      "limits: {failures: 100%}",
      "7:20: limits.failures must be a share of the trials below 100%, such as 5%, not the text '100%'"
    ),
  ]) func `points at the slip and says what to do`(line: String, sentence: String) {
    #expect(complaint(about: text(line)) == sentence)
  }

  @Test func `refuses more trials than anybody means`() {
    let thousand = "parameters: {l2: 'linspace(0, 1, 1000)'}"
    #expect(complaint(about: text(thousand, "evaluate: {folds: {k: 1000}}")) == nil)
    #expect(
      complaint(about: text(thousand, "evaluate: {folds: {k: 1000}, replicates: 3}"))
        == "5:14: this makes 3000000 trials (1000 configurations, each 3000 times), and 1000000 is"
        + " the limit")
  }

  /// Every cut and every flipped bit of a spec with a bit of everything: read or refused.
  @Test func `damage is refused or read, and never traps`() {
    let spec = Array(
      text(
        "parameters: {l2: ['range(0, 9, 3)', 0.5, \"linspace(1, 2, 4)\"]}",
        "evaluate: {folds: {k: 5, repeats: 2}, seed: 7}", "limits: {trial: 1h30m, failures: 5%}",
        "metric: {at: epoch 12}"
      ).utf8)
    var (read, refused) = (0, 0)
    func attempt(_ bytes: [UInt8]) {
      if complaint(about: String(decoding: bytes, as: UTF8.self)) == nil {
        read += 1
      } else {
        refused += 1
      }
    }
    for count in spec.indices { attempt(Array(spec[..<count])) }
    for bit in 0..<spec.count * 8 {
      var damaged = spec
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      attempt(damaged)
    }
    #expect(read > 10 && refused > 1000)
  }
}
