import Documents
import Sweeps
import YAML

/// A spec's parameters, and where each is named.
struct SearchSpace {
  private(set) var parameters: [Parameter] = []
  private var marks: [Mark] = []

  /// Reads the block `parameters`; a spec without one has a single configuration.
  init(_ node: Node?) throws(DocumentError) {
    guard let node else { return }
    guard case .mapping(let pairs) = node.content, !pairs.isEmpty else {
      throw Document(node).mismatch(
        "parameters", mustBe: "a block of names and values, or left out")
    }
    for pair in pairs {
      let mark = pair.mark
      guard Parameter.isName(pair.key) else {
        throw DocumentError(
          "a parameter's name is letters, digits, '_', '-' and '.', and begins with one of the first or"
            + " '_', so that it can stand as ${name}; it cannot be '\(pair.key)'", at: mark)
      }
      parameters.append(try Parameter(pair.key, pair.value))
      marks.append(mark)
    }
  }
}

// MARK: - Use

extension SearchSpace {
  /// Refuses a `$name` without a parameter, and a parameter that does nothing in some
  /// configuration: the same training would fill several rows.
  func checkUse(in recipe: Document) throws(DocumentError) {
    let names = parameters.map(\.name)
    try recipe.refusePlaceholders(besides: names)
    for option in parameters.flatMap(\.options) {
      try option.value.refusePlaceholders(besides: names)
    }

    let sometimes = reach(from: recipe.placeholders, along: \.namesInSomeOption)
    // A program finds all values in a file too; what its command line says only now and then is a
    // parameter of some options alone, as in the engine's recipes.
    let spoken = (recipe["command"] ?? recipe).placeholders
    let always = reach(from: spoken, along: \.namesInEveryOption)
    for (parameter, mark) in zip(parameters, marks) {
      let name = parameter.name
      if reach(from: parameter.namesInSomeOption, along: \.namesInSomeOption).contains(name) {
        throw DocumentError("parameters.\(name) stands within its own values", at: mark)
      }
      guard sometimes.contains(name) else {
        throw DocumentError(
          "parameters.\(name) is used nowhere; write \(parameter.placeholder) where it goes, or remove it",
          at: mark)
      }
    }
    for (parameter, mark) in zip(parameters, marks) where !always.contains(parameter.name) {
      let name = parameter.name
      for host in parameters where host.namesInSomeOption.contains(name) {
        guard let idle = host.options.first(where: { !$0.value.placeholders.contains(name) })
        else { continue }
        throw DocumentError(
          "parameters.\(name) does nothing where \(host.name) is \(idle.label), and a grid would"
            + " train the same again; use \(parameter.placeholder) in every option, or write its values there",
          at: mark)
      }
    }
  }

  /// The names, and those that stand in their parameters' options, and so on.
  private func reach(
    from names: [String], along next: (Parameter) -> [String]
  ) -> Set<String> {
    var reached: Set<String> = []
    var open = names
    while let name = open.popLast() {
      guard reached.insert(name).inserted else { continue }
      open += parameters.filter { $0.name == name }.flatMap(next)
    }
    return reached
  }
}

extension Parameter {
  fileprivate var namesInSomeOption: [String] { options.flatMap(\.value.placeholders) }

  fileprivate var namesInEveryOption: [String] {
    let first = Set(options.first?.value.placeholders ?? [])
    return Array(options.reduce(first) { $0.intersection($1.value.placeholders) })
  }
}

// MARK: - Size

extension SearchSpace {
  /// Refuses more trials than anybody means.
  func checkSize(_ evaluation: Evaluation) throws(DocumentError) {
    // In doubles, as the product of a slip can exceed every integer.
    let configurations = parameters.reduce(1.0) { $0 * Double($1.options.count) }
    let repetitions = Double(evaluation.foldCount) * Double(evaluation.replicates)
    let trials = configurations * repetitions
    guard trials > Double(SpecLimit.trials) else { return }
    throw DocumentError(
      "this makes \(Document.label(trials)) trials (\(Document.label(configurations))"
        + " configurations, each \(Document.label(repetitions)) times), and \(SpecLimit.trials) is"
        + " the limit", at: marks.first)
  }
}
