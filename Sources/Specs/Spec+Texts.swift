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
  /// What the spec says of how convolutions are computed; nil where it says nothing.
  package var convolution: Document? { sweep.recipe["training"]?["convolution"] }

  /// A spec's text with its convolutions computed so.
  package static func computing(
    _ convolution: String, in text: String
  ) throws(DocumentError) -> String {
    try Override("training.convolution=\(convolution)").applied(to: text)
  }
}

extension Spec {
  /// A spec's text as that of its confirmation, with the confirmed configurations frozen in it.
  ///
  /// - Parameter configurations: the values of each, the best first.
  package static func confirming(
    _ choice: ConfirmedChoice, _ configurations: [Document], in text: String
  ) throws(DocumentError) -> String {
    try Override("confirm.chosen=\(choice.document(configurations).json)").applied(to: text)
  }

  /// A spec's text as that of the choice without the rows of one outer fold.
  ///
  /// - Parameter fold: counted from 0.
  package static func nested(
    withoutFold fold: Int, in text: String
  ) throws(DocumentError) -> String {
    try Override("evaluate.nested.fold=\(fold + 1)").applied(to: text)
  }

  /// The text of a choice without one outer fold as that of what measures its pick on the rows of the fold.
  package static func nested(
    measuring choice: ConfirmedChoice, _ configuration: Document, in text: String
  ) throws(DocumentError) -> String {
    try Override("evaluate.nested.chosen=\(choice.document([configuration]).json)")
      .applied(to: text)
  }
}

extension ConfirmedChoice {
  /// The choice as it is frozen in a text.
  ///
  /// - Parameter configurations: the values of each, the best first.
  fileprivate func document(_ configurations: [Document]) -> Document {
    Document(
      .map([
        .init(key: "sweep", value: Document(.text("\(sweep)"))),
        .init(key: "evidence", value: Document(.text("\(evidence)"))),
        .init(
          key: "numbers", value: Document(.list(numbers.map { Document(.integer(Int64($0))) }))),
        .init(key: "configurations", value: Document(.list(configurations))),
      ]))
  }
}
