package import Documents
import Search
import Statistics
package import Sweeps
import YAML

/// The contents of a spec file: a sweep, and how patiently to run it.
///
/// ```yaml
/// sweep: digits-l2                # letters, digits, '.', '_' and '-'
/// data: digits                    # understood by `Training`
/// network:                        # network and training: likewise
///   - dense: { units: 10, activation: softmax, l2: $l2 }
/// training: { loss: categorical_crossentropy, optimizer: adam, batch_size: 32, epochs: 10 }
/// parameters:                     # may be left out: then there is one configuration
///   l2: logspace(1e-5, 1e-1, 5)
/// evaluate: { on: test, replicates: 3, seed: 1 }
/// metric: { name: val_accuracy, goal: maximize, at: last }  # the default
/// exclude: [{ l2: "> 1e-2" }]                               # what is left out, nothing is the default
/// method: grid                                              # the default; or see `SearchMethod`
/// race: { rule: paired, level: 0.05, from: 3 }              # none is the default; see `RaceMethod`
/// halving: { from: 1, factor: 3, to: 81 }                   # none is the default; see `HalvingMethod`
/// confirm: { top: 5, replicates: 10, on: test }             # none is the default; see `Confirmation`
/// retry: { max: 2 }                                         # the default
/// limits: { trial: 10m, failures: 5% }                      # none is the default
/// keep: { weights: best, rows: false }    # no weights, and rows of a test part, by default
/// ```
///
/// In place of network and training there may be a program that trains: see `ProgramBlock`. A sweep of
/// Weights & Biases is read as it is: see `WandbSpec`.
package struct Spec: Hashable, Sendable {
  /// The sweep that the text asks for, its defaults filled in.
  package let sweep: Sweep
  /// How patient a run is and what it keeps.
  package let policy: RunPolicy
  /// The files and folders that a program consists of; nil for those that its command names.
  package let code: [Document]?
  /// Whether it is a sweep of W&B's, read as it is.
  package let isOfWandb: Bool
  /// The remark on differences from the text, in a sweep of W&B's; nil where there are none.
  package let remark: String?
  /// The folder that other hosts are brought, by its path from the spec's; nil for none.
  package let sync: Document?
  /// The block `metric` as it was written: which metrics there are, another room knows.
  package let metricBlock: Document?

  /// Reads a spec's text, which is YAML or JSON; the first thing wrong with it is the error.
  ///
  /// Everything in the text has an effect: unknown keys, parameters that are used nowhere and
  /// values that stand twice are refused.
  package init(_ text: String) throws(DocumentError) {
    let root = try Node(parsing: text)
    try root.refuseUnreadable()
    if WandbSpec.isOne(root) {
      self.init(ofWandb: try WandbSpec(root))
    } else {
      try self.init(root)
    }
  }

  private init(ofWandb spec: WandbSpec) {
    sweep = spec.sweep
    policy = spec.policy
    remark = spec.remark
    code = nil
    sync = nil
    metricBlock = nil
    isOfWandb = true
  }

  private init(_ root: Node) throws(DocumentError) {
    let document = Document(root)
    var block = try Block(
      document, "a spec",
      keys: [
        "sweep", "data", "network", "training", "inspect", "command", "code", "metrics",
        "parameters", "configurations", "zip", "exclude", "evaluate", "metric", "method", "race",
        "halving", "confirm", "stop", "retry", "limits", "keep", "needs", "directory", "sync",
      ])
    isOfWandb = false
    remark = nil
    let name = try block.required("sweep").sweepName()
    let listed = try ListedConfigurations(block.optional("configurations"))
    let parameters = try SearchSpace(
      root["parameters"],
      isGrid: document["method"].map { $0.content == .text("grid") } ?? true, listed: listed)
    let names = parameters.names
    let seeds = try ListedSeeds(evaluate: document["evaluate"], besides: names)
    let program = try ProgramBlock(
      &block, parameters: names, evaluate: document["evaluate"], seeds: seeds,
      data: document["data"])
    code = program?.code
    sync = program?.sync
    let data: Document
    let recipe: Document
    let design: Evaluation
    if let program {
      data = try block.optional("data")?.dataReference() ?? Document(.null)
      design = try Evaluation(
        block.optional("evaluate") ?? Document(.map([])), dealing: Evaluation.Dealing(data),
        listed: data.listedSplits)
      if seeds != nil, case .folds(0, _, _) = design.scheme {
        throw DocumentError(
          "seeds are listed, and how many folds there will be only the data tell; write k, the number"
            + " of groups", at: document["evaluate"]?["folds"]?.mark)
      }
      recipe = program.recipe.adding(seeds, over: design.foldCount)
    } else {
      if let seeds = document["evaluate"]?["replicates"], case .map = seeds.content {
        throw DocumentError(
          "seeds are listed for programs; the built-in engine draws those of its replicates from"
            + " evaluate.seed", at: seeds.mark)
      }
      data = try block.required("data").dataReference()
      recipe = try Spec.engineRecipe(&block, of: document)
      design = try Evaluation(
        block.required("evaluate"), dealing: Evaluation.Dealing(data), listed: data.listedSplits)
    }
    let nested = try NestingReading(
      document["evaluate"]?["nested"], design, dealing: Evaluation.Dealing(data))
    let evaluation = nested?.evaluation(design) ?? design
    metricBlock = block.optional("metric")
    let metric = try Metric(metricBlock, needsGoal: program != nil)
    if program != nil, let keep = block.optional("keep"),
      keep["checkpoints"] == nil || keep["weights"] != nil || keep["rows"] != nil
    {
      throw DocumentError(
        "keep is for networks of the built-in engine; a program keeps what it likes by itself",
        at: keep.mark)
    }
    if let checkpoints = document["keep"]?["checkpoints"], document["halving"] == nil {
      throw DocumentError(
        "keep.checkpoints is for trials that go on from rung to rung, and would have no effect without"
          + " halving", at: checkpoints.mark)
    }
    if let rows = document["keep"]?["rows"], evaluation.foldCount > 1 {
      throw DocumentError(
        "keep.rows is for a test part or a holdout and would have no effect on folds, which tell of"
          + " other rows by themselves; remove it", at: rows.mark)
    }
    policy = try RunPolicy(
      retry: block.optional("retry"), limits: block.optional("limits"),
      keep: block.optional("keep"), needs: block.optional("needs"),
      metric: metric)
    try parameters.checkUse(in: recipe)
    let target = try block.optional("stop")?.stopTarget()
    let method = try SearchMethod(
      block.optional("method"), evaluation, target: target, isHalved: document["halving"] != nil)
    let race = try RaceMethod(block.optional("race"), evaluation, method)
    let halving = try HalvingMethod(
      block.optional("halving"), isProgram: program != nil,
      epochs: program == nil ? recipe.mostEpochs(parameters.parameters) : nil, method, metric)
    let zipBlock = block.optional("zip")
    if let zipBlock, method != nil {
      throw DocumentError(
        "zip is for the lists of a grid; for a search, make what goes together the options of one"
          + " parameter", at: zipBlock.mark)
    }
    let zip = try ZipReading(zipBlock, of: parameters.parameters)
    let listCount = Double(listed?.rows.count ?? 0)
    try parameters.checkSize(
      evaluation,
      method.map { Double($0.configurations) }
        ?? listCount + (parameters.isListedAlone ? 0 : zip.count(of: parameters.parameters)))
    let exclude = block.optional("exclude")
    let space = parameters.space(
      of: recipe, excluding: try Exclusion.all(exclude, of: parameters.parameters))
    let first = try listed?.proposals(of: parameters.parameters, in: space, recipe: recipe) ?? []
    let points = try ConfigurationPoints(
      parameters, space, method, evaluation, listed: first, zip, target: target,
      of: document)
    let confirm = try ConfirmationReading(block.optional("confirm"), evaluation)
    if confirm != nil || nested != nil, let seeds = document["evaluate"]?["replicates"]?["seeds"] {
      let key = confirm == nil ? "evaluate.nested" : "confirm"
      throw DocumentError(
        "\(key) draws fresh seeds, and here they are listed; write replicates: \(evaluation.replicates),"
          + " or remove \(key)", at: seeds.mark)
    }
    let seen = try confirm?.data(data, evaluation) ?? data
    if let confirm, let choice = confirm.choice {
      let chosen = try confirm.listed?.proposals(
        of: parameters.parameters, in: space, recipe: recipe)
      sweep = Sweep(
        name: name + Confirmation.suffix, data: seen, recipe: recipe,
        parameters: parameters.parameters(with: chosen ?? []),
        evaluation: confirm.confirmation.evaluation(after: evaluation), metric: metric,
        draws: chosen?.map(\.options), confirmation: confirm.confirmation, choice: choice)
      return
    }
    if let nested, let fold = nested.fold, let chosen = nested.chosen {
      let picked = try chosen.listed?.proposals(
        of: parameters.parameters, in: space, recipe: recipe)
      sweep = Sweep(
        name: nested.name(name), data: seen, recipe: recipe,
        parameters: parameters.parameters(with: picked ?? []),
        evaluation: nested.nesting.measuring(onFold: fold, design), metric: metric,
        draws: picked?.map(\.options), choice: chosen.choice)
      return
    }
    // A part of a nested evaluation is a choice alone.
    let isPart = nested?.fold != nil
    sweep = Sweep(
      name: nested?.name(name) ?? name, data: seen, recipe: recipe, parameters: points.parameters,
      evaluation: evaluation, metric: metric, draws: points.draws, search: points.search,
      race: race,
      halving: halving?.ordered(of: points, seed: evaluation.seed),
      confirmation: isPart ? nil : confirm?.confirmation,
      nesting: isPart ? nil : nested?.nesting)
    if nested != nil, sweep.expectedConfigurationCount < 2 {
      throw DocumentError(
        "evaluate.nested tells what a choice is worth, and this sweep has one configuration; remove it, or"
          + " try more values", at: document["evaluate"]?["nested"]?.mark)
    }
    if race != nil, halving != nil {
      throw DocumentError(
        "a race spares replicates and folds, and halving epochs; use one of them",
        at: document["halving"]?.mark)
    }
    if sweep.asksInSteps, sweep.expectedConfigurationCount < 2 {
      let key = race == nil ? "halving" : "race"
      throw DocumentError(
        (race == nil ? "halving" : "a race")
          + " is between configurations, and this sweep has one; remove"
          + " \(key), or try more values", at: document[key]?.mark)
    }
  }

  /// Reads the recipe of the built-in engine: all of it that may depend on parameters.
  private static func engineRecipe(
    _ block: inout Block, of document: Document
  ) throws(DocumentError) -> Document {
    var entries = [
      Document.Entry(key: "network", value: try block.required("network")),
      Document.Entry(
        key: "training",
        value: try block.required("training").measuring(document["metric"]?["name"])),
    ]
    if let noise = block.optional("evaluate")?["noise"] {
      let levels = try NoiseLevels(noise)
      entries.append(Document.Entry(key: "evaluate", value: levels.document(at: noise.mark)))
    }
    if let inspect = block.optional("inspect") {
      entries.append(Document.Entry(key: "inspect", value: inspect))
    }
    return Document(.map(entries), at: document.mark)
  }
}

extension Spec {
  /// Refuses a metric of which nobody has said in which direction it is better.
  package func refuseUnknownGoal() throws(DocumentError) {
    guard metricBlock?["goal"] == nil, !isOfWandb,
      Metric.Goal(metricNamed: sweep.metric.name) == nil
    else { return }
    throw Metric.unknownGoal(of: sweep.metric.name, at: metricBlock?["name"]?.mark)
  }
}

extension Document {
  /// A name that can stand in file names and on command lines.
  fileprivate func sweepName() throws(DocumentError) -> String {
    let expected =
      "a name of letters, digits, '.', '_' and '-' that begins with one of the first two"
    guard case .text(let name) = content, let first = name.utf8.first else {
      throw mismatch("sweep", mustBe: expected)
    }
    func isAlphanumeric(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: false
      }
    }
    guard isAlphanumeric(first),
      name.utf8.allSatisfy({ isAlphanumeric($0) || "._-".utf8.contains($0) })
    else { throw mismatch("sweep", mustBe: expected) }
    return name
  }

  /// A training that measures the spec's own metric too, where that is one that is to be asked for.
  fileprivate func measuring(_ metric: Document?) -> Document {
    guard case .map(let entries) = content, case .text(let written)? = metric?.content,
      written.hasPrefix("val_")
    else { return self }
    // The name of a metric at a level of noise goes on.
    let name = String(written.dropFirst(4).prefix { $0 != "@" })
    guard ScoreName.mayBe(name) else { return self }
    let wanted = Document(.text(name), at: metric?.mark)
    guard let asked = self["metrics"] else {
      return Document(
        .map(entries + [Entry(key: "metrics", value: Document(.list([wanted]), at: metric?.mark))]),
        at: mark)
    }
    guard case .list(let names) = asked.content,
      !names.contains(where: { $0.content == .text(name) }),
      !(name.contains("_class_") && names.contains { $0.content == .text("classes") })
    else { return self }
    return Document(
      .map(
        entries.map {
          $0.key == "metrics"
            ? Entry(key: $0.key, value: Document(.list(names + [wanted]), at: asked.mark)) : $0
        }), at: mark)
  }

  /// How many splits the data list.
  fileprivate var listedSplits: Int {
    if case .list(let pairs)? = self["indices"]?.content { pairs.count } else { 0 }
  }

  /// The data set's name or block; one and the same for all configurations.
  fileprivate func dataReference() throws(DocumentError) -> Document {
    switch content {
    case .text, .map: break
    default: throw mismatch("data", mustBe: "the name of a data set, or a block that describes one")
    }
    if let name = placeholders.first {
      throw DocumentError(
        "data cannot depend on $\(name): all configurations are judged on the same rows", at: mark)
    }
    return self
  }
}
