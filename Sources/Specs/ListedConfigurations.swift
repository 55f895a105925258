import Documents
import Sweeps
import Trials
import YAML

/// The list `configurations` of a spec: one block of values a configuration.
///
/// ```yaml
/// configurations:                     # tried first; before a grid or a search where there is one
///   - { lr: 0.1, units: 64 }          # every parameter that it uses
///   - { lr: 0.01, units: 128 }
/// ```
///
/// A CSV file has become such a list before the spec is read, so that the spec's text says what was run.
struct ListedConfigurations {
  /// The values of one, by name.
  struct Row {
    let values: [(name: String, value: Document)]
    let mark: Mark?
  }

  let rows: [Row]

  /// Reads `configurations`; nil where there is no list.
  init?(_ document: Document?) throws(DocumentError) {
    guard let document else { return nil }
    guard case .list(let blocks) = document.content, !blocks.isEmpty else {
      throw document.mismatch(
        "configurations",
        mustBe: "a list of blocks such as { lr: 0.1, units: 64 }, or the path of a CSV file")
    }
    rows = try blocks.map { (block) throws(DocumentError) in
      guard case .map(let entries) = block.content, !entries.isEmpty else {
        throw block.mismatch(
          "each element of configurations", mustBe: "a block such as { lr: 0.1, units: 64 }")
      }
      for entry in entries where entry.value.isBlock {
        throw DocumentError(
          "\(entry.key) has a block for a value; name it under parameters.\(entry.key).options and"
            + " write the label here", at: entry.value.mark)
      }
      return Row(values: entries.map { ($0.key, $0.value) }, mark: block.mark)
    }
  }

  /// The names, in the order in which they first stand, each with its values.
  var parameters: [Parameter] {
    var names: [String] = []
    var options: [String: (list: [Parameter.Option], labels: Set<String>)] = [:]
    for (name, value) in rows.flatMap(\.values) {
      if options[name] == nil { names.append(name) }
      let option = Parameter.Option(label: value.label, value: value)
      if options[name, default: ([], [])].labels.insert(option.label).inserted {
        options[name, default: ([], [])].list.append(option)
      }
    }
    return names.map { Parameter(name: $0, options: options[$0]?.list ?? []) }
  }

  /// The configurations as a search proposes them.
  ///
  /// - Parameters:
  ///   - parameters: the parameters of the spec, whose labels stand for their options.
  ///   - recipe: a program's may leave out parameters that no word of its command names, or only words
  ///     that hand them over, such as those of `${args}`.
  func proposals(
    of parameters: [Parameter], in space: Space, recipe: Document
  ) throws(DocumentError) -> [Proposal] {
    let spoken: Set<String>?
    if case .list(let words)? = recipe["command"]?.content {
      spoken = Set(words.filter { $0.handedOver == nil }.flatMap(\.placeholders))
    } else {
      spoken = nil
    }
    let options = parameters.map { parameter in
      Dictionary(parameter.options.map { ($0.label, $0.value) }) { first, _ in first }
    }
    var seen: Set<Proposal> = []
    var proposals: [Proposal] = []
    for row in rows {
      let proposal = try row.proposal(of: parameters, options, in: space, spoken: spoken)
      guard !space.excludes(proposal) else {
        throw DocumentError(
          "this configuration is among those that exclude leaves out; remove it, or the condition",
          at: row.mark)
      }
      guard seen.insert(proposal).inserted else {
        throw DocumentError("configurations has this one twice; keep one", at: row.mark)
      }
      proposals.append(proposal)
    }
    return proposals
  }
}

extension ListedConfigurations.Row {
  /// - Parameters:
  ///   - options: the values of each parameter by their labels.
  ///   - spoken: the parameters in a program's command; nil of the built-in engine.
  fileprivate func proposal(
    of parameters: [Parameter], _ options: [[String: Document]], in space: Space,
    spoken: Set<String>?
  ) throws(DocumentError) -> Proposal {
    let names = parameters.map(\.name)
    var given: [String: Proposal.Value] = [:]
    for (name, value) in values {
      guard let place = names.firstIndex(of: name) else {
        throw DocumentError(
          "no parameter is named '\(name)'" + suggestion(for: name, among: names), at: value.mark)
      }
      given[name] = Proposal.Value(
        label: value.label, value: options[place][value.label] ?? value)
    }
    var missing: [String] = []
    let composed = space.composed { place in
      let name = space.dimensions[place].name
      if let value = given[name] { return value }
      missing.append(name)
      return Proposal.Value(label: "", value: Document(.null))
    }
    if let name = missing.first(where: { spoken?.contains($0) ?? true }) {
      throw DocumentError(
        "this configuration has no value of \(name), which it uses; add \(name): ...", at: mark)
    }
    let used = zip(names, composed.values).map { missing.contains($0) ? nil : $1 }
    for (name, value) in zip(names, used) where value == nil && given[name] != nil {
      throw DocumentError(
        "\(name) is not used by the other values of this configuration; remove it", at: mark)
    }
    return Proposal(values: used)
  }
}

extension Document {
  fileprivate var isBlock: Bool {
    if case .map = content { true } else { false }
  }
}
