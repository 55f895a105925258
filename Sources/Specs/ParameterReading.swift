import Documents
import Sweeps
import YAML

extension Parameter {
  /// Reads the values of a parameter, in whichever form they are given:
  ///
  /// ```yaml
  /// dropout: [0.0, 0.25, 0.5]        # a list, in which calls may stand too
  /// l2: linspace(1e-6, 1e-3, 5)      # a call
  /// head:                            # options: blocks, with labels for the table
  ///   options:
  ///     plain: [dense: { units: 10, l2: $l2 }]
  ///     deep: [dense: { units: 64, l2: $l2 }, dense: { units: 10 }]
  /// ```
  init(_ name: String, _ node: Node) throws(DocumentError) {
    let subject = "parameters.\(name)"
    let options: [Option]
    switch node.content {
    case .scalar(let scalar):
      guard let call = try Call(scalar, at: node.mark) else {
        let value = Document(node)
        let remedy = value.content == .null ? "" : "; write [\(value.label)] for a single value"
        throw DocumentError(
          value.mismatch(subject, mustBe: "a list, a call or options").message + remedy,
          at: value.mark)
      }
      options = try call.options()
      try Parameter.refuseParts(options, subject)
    case .sequence(let nodes):
      options = try Parameter.listed(nodes)
      try Parameter.refuseParts(options, subject)
    case .mapping:
      options = try Parameter.labelled(Document(node), subject)
    }
    guard !options.isEmpty else {
      throw DocumentError("\(subject) is empty; give it a value", at: node.mark)
    }
    try Parameter.refuseDoubles(options, subject)
    self.init(name: name, options: options)
  }

  private static func listed(_ nodes: [Node]) throws(DocumentError) -> [Option] {
    var options: [Option] = []
    for node in nodes {
      if case .scalar(let scalar) = node.content,
        let call = try Call(scalar, at: node.mark), call.isKnown
      {
        options += try call.options()
      } else {
        let value = Document(node)
        options.append(Option(label: value.label, value: value))
      }
    }
    return options
  }

  /// Refuses values without a label that do not read well in a table.
  private static func refuseParts(_ options: [Option], _ subject: String) throws(DocumentError) {
    for value in options.lazy.map(\.value) {
      if let name = value.placeholders.first {
        throw DocumentError(
          "$\(name) cannot be a value of \(subject); only options can hold parameters",
          at: value.mark)
      }
      if value.holdsBlock {
        throw DocumentError(
          "a block among the values of \(subject) needs a label; write options: { label: ... }",
          at: value.mark)
      }
    }
  }

  private static func labelled(
    _ document: Document, _ subject: String
  ) throws(DocumentError) -> [Option] {
    var block = try Block(document, subject, keys: ["options"])
    let options = try block.required("options")
    guard case .map(let entries) = options.content else {
      throw options.mismatch("\(subject).options", mustBe: "a block of labels and values")
    }
    return entries.map { Option(label: $0.key, value: $0.value) }
  }

  /// Two equal values are one configuration; two equal labels cannot be told apart in a table.
  private static func refuseDoubles(_ options: [Option], _ subject: String) throws(DocumentError) {
    var labels: [String: Document] = [:]
    var values: [Document: String] = [:]
    for option in options {
      let (label, value) = (option.label, option.value)
      if let other = labels.updateValue(value, forKey: label) {
        let isSame = other == value || (other.isNumber && value.isNumber)
        throw DocumentError(
          isSame
            ? "\(subject) has the value \(label) twice"
            : "\(subject) has two values that read \(label); label them: options: { label: value }",
          at: value.mark)
      }
      if let other = values.updateValue(label, forKey: value) {
        throw DocumentError(
          "\(subject) has one value under two labels, \(other) and \(label)", at: value.mark)
      }
    }
  }
}

extension Document {
  fileprivate var holdsBlock: Bool {
    switch content {
    case .map: true
    case .list(let elements): elements.contains(where: \.holdsBlock)
    case .null, .boolean, .integer, .number, .text: false
    }
  }

  fileprivate var isNumber: Bool {
    switch content {
    case .integer, .number: true
    case .null, .boolean, .text, .list, .map: false
    }
  }
}
