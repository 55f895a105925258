import Documents
import YAML

/// `line:column: message`, or nothing when the text is good.
func complaint(_ text: String) -> String? { complaint(Array(text.utf8)) }

func complaint(_ bytes: [UInt8]) -> String? {
  do {
    _ = try Node(parsing: bytes)
    return nil
  } catch {
    return "\(error.mark.map { "\($0.line):\($0.column)" } ?? "nowhere"): \(error.message)"
  }
}

/// The node on one line, texts in quotes.
func sketch(_ node: Node) -> String {
  switch node.content {
  case .sequence(let nodes): "[" + nodes.map(sketch).joined(separator: ", ") + "]"
  case .mapping(let pairs):
    "{" + pairs.map { "\($0.key): \(sketch($0.value))" }.joined(separator: ", ") + "}"
  case .scalar(let scalar):
    switch scalar.value {
    case .null: "null"
    case .boolean(let flag): "\(flag)"
    case .integer(let integer): "\(integer)"
    case .number(let number): "\(number)"
    case .text(let text): "'\(text)'"
    case .list, .map: "no scalar"
    }
  }
}

/// Where each node and key begins, in order.
func places(in node: Node) -> [String] {
  func place(_ mark: Mark, _ text: String) -> String {
    "\(mark.line):\(mark.column) \(text)"
  }
  switch node.content {
  case .scalar(let scalar): return [place(node.mark, scalar.text)]
  case .sequence(let nodes): return [place(node.mark, "[]")] + nodes.flatMap(places)
  case .mapping(let pairs):
    return [place(node.mark, "{}")]
      + pairs.flatMap { [place($0.mark, $0.key)] + places(in: $0.value) }
  }
}

func scalar(_ node: Node) -> Scalar? {
  if case .scalar(let scalar) = node.content { scalar } else { nil }
}
