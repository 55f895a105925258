package import Documents
package import Sweeps
import YAML

extension Spec {
  /// The file that the configurations of a spec's text stand in, and where it is named; nil where they
  /// stand in the text itself, or there are none.
  package static func listedFile(
    in text: String
  ) throws(DocumentError) -> (path: String, mark: Mark)? {
    guard let node = try Node(parsing: text)["configurations"],
      case .scalar(let scalar) = node.content,
      case .text(let path) = scalar.value
    else { return nil }
    return (path, node.mark)
  }
}

extension Spec {
  /// A spec's text as that of its confirmation, who is confirmed frozen in it.
  ///
  /// - Parameter configurations: the values of each, the best first.
  package static func confirming(
    _ choice: ConfirmedChoice, _ configurations: [Document], in text: String
  ) throws(DocumentError) -> String {
    let chosen = Document(
      .map([
        .init(key: "sweep", value: Document(.text("\(choice.sweep)"))),
        .init(key: "evidence", value: Document(.text("\(choice.evidence)"))),
        .init(
          key: "numbers",
          value: Document(.list(choice.numbers.map { Document(.integer(Int64($0))) }))),
        .init(key: "configurations", value: Document(.list(configurations))),
      ]))
    return try Override("confirm.chosen=\(chosen.json)").applied(to: text)
  }
}
