package import Documents
package import Trials

extension Plan {
  /// The parameters of one of the plan's configurations, as a list in a spec has them: an option that is a
  /// block by its label.
  ///
  /// - Parameter decisions: of a search that learns, those that asked for its configurations.
  package func listed(_ number: Int, among decisions: [Decision]) -> Document {
    let proposal = decisions.first { $0.configurations.contains(number) }.flatMap { decision in
      let place = number - decision.configurations.lowerBound
      return decision.proposals.indices.contains(place) ? decision.proposals[place] : nil
    }
    let labels = configurations[number].labels
    var entries: [Document.Entry] = []
    for (place, parameter) in sweep.parameters.enumerated() {
      let option =
        proposal?.options[place]
        ?? parameter.options.first { $0.label == labels[place] } ?? .unused
      guard option != .unused else { continue }
      let isNamed = option.value.label != option.label
      entries.append(
        Document.Entry(
          key: parameter.name,
          value: isNamed ? Document(.text(option.label)) : option.value))
    }
    return Document(.map(entries))
  }
}
