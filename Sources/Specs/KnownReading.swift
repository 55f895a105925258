package import Documents
package import Sweeps
package import Trials
import YAML

extension KnownConfiguration {
  /// Reads the list `method.known`: what another sweep has found, frozen where a search begins with it.
  ///
  /// ```yaml
  /// known:
  ///   - { values: { lr: 0.1, units: 64 }, mean: 0.97, sem: 0.002 }
  ///   - { values: { lr: 10, units: 64 }, mean: null }              # diverged or failed
  /// ```
  static func all(
    _ document: Document?, in space: Space
  ) throws(DocumentError) -> [KnownConfiguration] {
    try (document?.list("method.known") ?? []).map { (element) throws(DocumentError) in
      var block = try Block(
        element, "an element of method.known", keys: ["values", "mean", "sem"])
      let values = try block.required("values")
      let mean = try block.required("mean")
      let proposal = Proposal(
        values: space.dimensions.map { dimension in
          values[dimension.name].map { dimension.distribution.value(of: $0) }
        })
      guard space.cells(of: proposal)?.contains(where: { $0 != nil }) == true else {
        throw DocumentError(
          "these values do not lie in the space that is searched; remove them", at: values.mark)
      }
      let error = try block.optional("sem")?.number(
        "sem", in: 0 ... .greatestFiniteMagnitude, mustBe: "a number from 0")
      return KnownConfiguration(
        proposal, mean: mean.content == .null ? nil : try mean.number("mean"),
        variance: error.map { $0 * $0 })
    }
  }
}

extension Spec {
  /// The list `method.known` of a spec's text, in one line; nil where there is none.
  package static func knownList(in text: String) throws(DocumentError) -> String? {
    try Document(Node(parsing: text))["method"]?["known"]?.json
  }
}

extension Distribution {
  /// A value that somebody else has written: of a block, its label.
  package func value(of document: Document) -> Proposal.Value {
    let option = options?.first { $0.label == document.label }
    return Proposal.Value(
      label: option?.label ?? document.label, value: option?.value ?? document)
  }
}
