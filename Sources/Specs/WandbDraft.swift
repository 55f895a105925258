package import Documents
import Sweeps
import YAML

/// A spec written down from a `sweep.yaml` of Weights & Biases, also from one that cannot be run as it
/// is: what W&B would search, a grid tries.
///
/// A range becomes a list of three values, or of the middle one where that would make too many points.
package struct WandbDraft: Sendable {
  /// The spec, with comments that tell what has become of the file.
  package let text: String

  /// More points than this are a search and no grid.
  private static let limit = 1000.0

  /// - Throws: when the text is no `sweep.yaml` of W&B, or says what a spec cannot.
  package init(_ text: String) throws(DocumentError) {
    let root = try Node(parsing: text)
    guard WandbSpec.isOne(root) else {
      throw DocumentError(
        "this is no sweep.yaml of W&B, which has method, parameters and program or command", at: nil
      )
    }
    let document = Document(root)
    guard let parameters = document["parameters"] else {
      throw DocumentError("there are no parameters", at: document.mark)
    }
    let dimensions = try WandbDimension.all(parameters, under: "")
    for dimension in dimensions where dimension.path.count > 1 {
      throw DocumentError(
        "parameters.\(dimension.name) is within another, which only the file as it is can say; run that",
        at: parameters[dimension.path[0]]?.mark)
    }
    // How people of W&B train a configuration several times: the seeds of replicates.
    let seed = dimensions.first { SeedName.isOne($0.name) && $0.listedSeeds != nil }
    let isGrid = document["method"]?.content == .text("grid")
    var lines = [
      "sweep: \(WandbSpec.name(try document["name"]?.text("name"), document["program"]))",
      "# From a sweep.yaml of W&B" + (isGrid ? "." : ", whose ranges have become a grid."),
      "command: [\(try WandbDraft.words(document, dimensions.map(\.name)).joined(separator: ", "))]",
      "# It starts here, as W&B's agent has it; without this, in a directory of its own.",
      "directory: code",
    ]
    let varied = dimensions.filter { $0.name != seed?.name }
    if !varied.isEmpty { lines.append("parameters:") }
    let points = varied.reduce(1.0) { $0 * Double($1.spread(3).count) }
    for dimension in varied {
      let values = dimension.spread(points > WandbDraft.limit ? 1 : 3).map(\.json)
      let origin = parameters[dimension.name].map { "    # of \($0.json)" } ?? ""
      lines.append(
        "  \(ParameterWord.quoted(dimension.name)): [\(values.joined(separator: ", "))]"
          + (dimension.isRange ? origin : ""))
    }
    if let seed, let seeds = seed.listedSeeds {
      let list = seeds.map(String.init).joined(separator: ", ")
      lines += [
        "# Each configuration is trained once with each seed, and tables have the mean over them.",
        "evaluate: { replicates: { seeds: [\(list)], as: \(ParameterWord.quoted(seed.name)) } }",
      ]
    } else {
      lines += [
        "# How often each configuration is trained, each time with another SWEEP_SEED.",
        "evaluate: { replicates: 1, seed: 0 }",
      ]
    }
    if let block = document["metric"], let name = block["name"]?.label {
      let goal = try WandbSpec.metric(block.without("target")).goal.rawValue
      lines.append("metric: { name: \(ParameterWord.quoted(name)), goal: \(goal), at: last }")
    }
    var gone = ["early_terminate", "run_cap"].filter { document[$0] != nil }
    if document["metric"]?["target"] != nil { gone.append("metric.target") }
    if !gone.isEmpty { lines.append("# Left out: \(gone.joined(separator: ", ")).") }
    self.text = lines.joined(separator: "\n") + "\n"
  }

  /// The words of the command, as a spec has them.
  private static func words(
    _ document: Document, _ parameters: [String]
  ) throws(DocumentError) -> [String] {
    let words = try WandbCommand.words(
      document["command"], program: document["program"], parameters: parameters, of: document)
    return try words.map { (word) throws(DocumentError) in
      if let style = word["arguments"] { return "\"${\(style.label)}\"" }
      guard case .text = word.content else {
        throw DocumentError(
          "a variable of the environment in the command is what only the file as it is can say; run that",
          at: document["command"]?.mark)
      }
      return ParameterWord.quoted(word.label)
    }
  }
}

extension WandbDimension {
  /// The dimension's values where they are whole numbers, several of them, that can be seeds.
  fileprivate var listedSeeds: [Int64]? {
    isRange ? nil : spread(3).seeds
  }
}

extension Document {
  /// The block without one of its keys.
  fileprivate func without(_ key: String) -> Document {
    guard case .map(let entries) = content else { return self }
    return Document(.map(entries.filter { $0.key != key }), at: mark)
  }
}
