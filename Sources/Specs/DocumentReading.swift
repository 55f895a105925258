package import Documents
import Sweeps
import YAML

extension Document {
  /// What a YAML or JSON text says, every value with its place.
  package init(yaml text: String) throws(DocumentError) {
    self.init(try Node(yaml: Array(text.utf8)))
  }

  /// What a node says; `mark` tells where a position of the node lies for the reader.
  init(_ node: Node, mark: (Position) -> Mark = { Mark($0) }) {
    let content: Content =
      switch node.content {
      case .scalar(let scalar):
        switch scalar.value {
        case .null: .null
        case .boolean(let flag): .boolean(flag)
        case .integer(let integer): .integer(integer)
        case .number(let number): .number(number)
        case .text(let text): .text(text)
        }
      case .sequence(let nodes): .list(nodes.map { Document($0, mark: mark) })
      case .mapping(let pairs):
        .map(
          pairs.map {
            Entry(key: $0.key, value: Document($0.value, mark: mark), mark: mark($0.position))
          })
      }
    self.init(content, at: mark(node.position))
  }
}

extension Node {
  /// The node of a text.
  init(yaml bytes: [UInt8]) throws(DocumentError) {
    do {
      try self.init(parsing: bytes)
    } catch {
      throw DocumentError(error.message, at: Mark(error.position))
    }
  }

  /// The value of a key; nil when this is no mapping or the key is not there.
  subscript(key: String) -> Node? {
    guard case .mapping(let pairs) = content else { return nil }
    return pairs.first { $0.key == key }?.value
  }
}

extension Mark {
  init(_ position: Position) {
    self.init(line: position.line, column: position.column)
  }
}

extension Block {
  /// A block that has these keys and no others.
  ///
  /// Refuses strangers first: a misspelt key says more than the one that is missing for it.
  init(_ document: Document, _ subject: String, keys: [String]) throws(DocumentError) {
    try self.init(document, subject)
    for key in keys { _ = optional(key) }
    try end()
  }
}
