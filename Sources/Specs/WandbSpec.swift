import Documents
import Search
import Sweeps
import Trials
import YAML

/// A sweep as Weights & Biases writes it in `sweep.yaml`, read with the meaning that it has there.
///
/// ```yaml
/// program: train.py
/// method: bayes                      # or random, or grid
/// run_cap: 20                        # how many points a search tries
/// metric: { name: val_loss, goal: minimize, target: 0.1 }   # reached, it ends the sweep
/// parameters:
///   lr: { distribution: log_uniform_values, min: 1e-4, max: 1e-1 }
///   optimizer: { values: [adam, sgd] }
///   epochs: { value: 10 }
/// evaluate: { replicates: 3, seed: 1 }   # ours, where wanted: a search draws from its seed
/// limits: { trial: 1h }                  # ours too, as are needs and retry
/// ```
struct WandbSpec {
  let sweep: Sweep
  /// How patiently it is run.
  let policy: RunPolicy
  /// The remark on differences from the file; nil where it is followed to the letter.
  let remark: String?

  /// Whether a document is one of these: it has no name under `sweep`, and speaks W&B's words.
  static func isOne(_ root: Node) -> Bool {
    root["sweep"] == nil && (root["method"] != nil || root["program"] != nil)
      && root["network"] == nil
  }

  static let keys = [
    "program", "command", "method", "metric", "parameters", "name", "description", "run_cap",
    "evaluate", "project", "entity", "early_terminate", "limits", "needs", "retry",
  ]

  init(_ root: Node) throws(DocumentError) {
    let document = Document(ofWandb: root)
    var block = try Block(document, "a sweep.yaml of W&B", keys: WandbSpec.keys)
    // The description, the project and the account matter on W&B's server only.
    for key in ["description", "project", "entity"] { _ = block.optional(key) }
    let stop = block.optional("early_terminate").flatMap { $0.content == .null ? nil : $0 }
    let evaluation = try Evaluation(
      block.optional("evaluate") ?? Document(.map([])), dealing: .nothing)
    let dimensions = try WandbDimension.all(block.required("parameters"), under: "")
    guard !dimensions.isEmpty else {
      throw DocumentError("parameters is empty; give it a value to try", at: document.mark)
    }
    for (index, dimension) in dimensions.enumerated()
    where dimensions[..<index].contains(where: { $0.name == dimension.name }) {
      throw DocumentError("parameters has \(dimension.name) twice", at: document.mark)
    }
    let metricBlock = block.optional("metric")
    let metric = try WandbSpec.metric(metricBlock)
    let points = try WandbPoints(
      dimensions, try block.required("method"), cap: block.optional("run_cap"),
      target: metricBlock?["target"], stopsEarly: stop != nil, evaluation)
    let count =
      points.search?.method.configurations ?? points.draws?.count
      ?? points.parameters.reduce(1) { $0 * $1.options.count }
    let halving = try WandbHalving(stop, configurations: count)
    let remarks = [points.remark, halving?.remark].compactMap(\.self)
    remark = remarks.isEmpty ? nil : remarks.joined(separator: "; ")
    if halving != nil, count < 2 {
      throw DocumentError(
        "early_terminate compares runs, and this sweep has one; remove it, or try more values",
        at: stop?.mark)
    }
    policy = try RunPolicy(
      retry: block.optional("retry"), limits: block.optional("limits"), keep: nil,
      needs: block.optional("needs"), metric: metric)
    let program = block.optional("program")
    let names = dimensions.map(\.name)
    let seeds = try ListedSeeds(evaluate: document["evaluate"], besides: names)
    let words = try WandbCommand.words(
      block.optional("command"), program: program, parameters: names, seedName: seeds?.name,
      of: document)
    sweep = Sweep(
      name: WandbSpec.name(try block.optional("name")?.text("name"), program),
      data: Document(.null),
      recipe: Document(
        .map([
          .init(key: "command", value: Document(.list(words))),
          .init(key: "parameters", value: WandbSpec.template(dimensions)),
          // Where W&B's agent is started, as the program's own paths have it.
          .init(key: "directory", value: Document(.text("code"))),
        ]), at: document.mark
      ).adding(seeds, over: evaluation.foldCount),
      parameters: points.parameters, evaluation: evaluation, metric: metric, draws: points.draws,
      search: points.search,
      halving: halving.map {
        points.search == nil ? $0.method.shuffled(count, seed: evaluation.seed) : $0.method
      })
  }

  /// `{ optimizer: { lr: "${optimizer.lr}" } }` of the parameter `optimizer.lr`.
  private static func template(_ dimensions: [WandbDimension]) -> Document {
    func tree(_ names: [(path: ArraySlice<String>, name: String)]) -> Document {
      var keys: [String] = []
      for (path, _) in names where !keys.contains(path.first ?? "") {
        keys.append(path.first ?? "")
      }
      return Document(
        .map(
          keys.map { key in
            let below = names.filter { $0.path.first == key }
            if below.count == 1, below[0].path.count == 1 {
              return .init(key: key, value: Document(.text("${\(below[0].name)}")))
            }
            return .init(key: key, value: tree(below.map { ($0.path.dropFirst(), $0.name) }))
          }))
    }
    return tree(dimensions.map { (ArraySlice($0.path), $0.name) })
  }

  static func name(_ name: String?, _ program: Document?) -> String {
    var text = name ?? "sweep"
    if name == nil, case .text(let path)? = program?.content {
      text = path.split(separator: "/").last.map { String($0.prefix { $0 != "." }) } ?? text
    }
    let allowed = text.map { character in
      character.isASCII && (character.isLetter || character.isNumber || "._-".contains(character))
        ? character : "-"
    }
    let trimmed = String(allowed.drop { !($0.isLetter || $0.isNumber) })
    return trimmed.isEmpty ? "sweep" : trimmed
  }

  static func metric(_ document: Document?) throws(DocumentError) -> Metric {
    guard let document else { return try Metric(nil) }
    var block = try Block(document, "metric", keys: ["name", "goal", "target"])
    let name = try block.required("name").text("metric.name")
    // W&B's default is to minimize.
    let goal =
      try block.optional("goal")?.choice(
        "metric.goal", among: Metric.Goal.allCases.map { ($0.rawValue, $0) }) ?? .minimize
    // A target ends the sweep and is no part of the metric.
    _ = block.optional("target")
    return Metric(name: name, goal: goal, moment: .last)
  }
}
