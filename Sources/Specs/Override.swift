package import Documents
import Sweeps
import YAML

/// A value that somebody gives a spec from outside: `training.epochs=3`.
///
/// It is written into the spec's text, so that the text tells what was run.
package struct Override: Hashable, Sendable {
  /// Keys from the outermost on; in a list, places counted from 0.
  private let path: [String]
  private let value: String
  /// The meaning of the value.
  private let meaning: Document

  /// Takes `path=value` apart: the path has points between its keys, the value is YAML in one line.
  package init(_ text: String) throws(DocumentError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    path = parts[0].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !path.contains("") else {
      throw DocumentError(
        "write the key with points between, and its value, such as training.epochs=3", at: nil)
    }
    guard !parts[1].contains(where: \.isNewline) else {
      throw DocumentError(
        "the value takes several lines; write it in one, with { } and [ ]", at: nil)
    }
    let node = try Override.node(parts[1])
    meaning = Document(node)
    // Within { } and [ ] a comma would end it; quoted, calls mean the same.
    if case .scalar(let scalar) = node.content, scalar.isPlain, case .text = scalar.value,
      scalar.text.contains(where: ",[]{}".contains)
    {
      value = "\"\(scalar.text)\""
    } else {
      value = String(parts[1])
    }
  }

  private static func node(_ value: Substring) throws(DocumentError) -> Node {
    guard value.contains(where: { $0 != " " }) else {
      throw DocumentError("there is no value; write null for nothing", at: nil)
    }
    do {
      return try Node(parsing: String(value))
    } catch {
      throw DocumentError("the value is no YAML: \(error.message)", at: nil)
    }
  }

  /// The text with the value in its place, whether there was one before or not; all else stays as it
  /// was written.
  package func applied(to text: String) throws(DocumentError) -> String {
    let text = text.first == "\u{feff}" ? String(text.dropFirst()) : text
    let written = Written(text)
    let result = try written.setting(path, to: value, in: Node(parsing: text))
    guard let node = try? Node(parsing: result),
      node.reached(by: path).map({ Document($0) }) == meaning
    else {
      throw DocumentError(
        "the value does not fit where it would stand; quote it, or set the block around it", at: nil
      )
    }
    return result
  }
}

extension Node {
  /// The node at the end of a path; nil when there is none.
  fileprivate func reached(by path: [String]) -> Node? {
    path.reduce(Optional(self)) { node, key in
      guard case .sequence(let nodes)? = node?.content else { return node?[key] }
      return Int(key).flatMap { nodes.indices.contains($0) ? nodes[$0] : nil }
    }
  }
}

/// A spec's text, into which values can be written.
private struct Written {
  private let scalars: [Unicode.Scalar]

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  /// The text after a value has been set, at the end of a path that begins at the root.
  func setting(_ path: [String], to value: String, in root: Node) throws(DocumentError) -> String {
    var node = root
    for (depth, key) in path.enumerated() {
      let isLast = depth == path.count - 1
      let name = path[...depth].joined(separator: ".")
      let next: Node
      switch node.content {
      case .mapping(let pairs):
        guard let pair = pairs.first(where: { $0.key == key }) else {
          return adding(key, nested(path[(depth + 1)...], value), to: node, after: pairs.last)
        }
        if isLast {
          // With its key, which may stand in a line of its own.
          return replacing(
            pair.span.lowerBound..<pair.value.span.upperBound, by: self[pair.span] + ": " + value)
        }
        next = pair.value
      case .sequence(let nodes):
        guard let index = Int(key), nodes.indices.contains(index) else {
          let list = path[..<depth].joined(separator: ".")
          throw DocumentError(
            "\(list) is a list with \(nodes.count) elements, counted from 0, and has no '\(key)'",
            at: nil)
        }
        if isLast { return replacing(nodes[index].span, by: value) }
        next = nodes[index]
      case .scalar(let scalar):
        let outer = path[..<depth].joined(separator: ".")
        throw DocumentError(
          "\(outer) is '\(scalar.text)' and has no parts; set \(outer) itself", at: nil)
      }
      guard node.span.contains(next.span.lowerBound), isWithin(next, next.span) else {
        throw DocumentError(
          "\(name) is an alias of what stands elsewhere; set \(name) itself", at: nil)
      }
      node = next
    }
    preconditionFailure("a path has a key")
  }

  /// Whether the parts of a node stand where it does: those of an alias stand elsewhere.
  private func isWithin(_ node: Node, _ span: Range<Int>) -> Bool {
    switch node.content {
    case .scalar: true
    case .sequence(let nodes): nodes.allSatisfy { span.contains($0.span.lowerBound) }
    case .mapping(let pairs): pairs.allSatisfy { span.contains($0.span.lowerBound) }
    }
  }

  /// `b.c` of the value is `{b: {c: value}}`.
  private func nested(_ path: ArraySlice<String>, _ value: String) -> String {
    path.reversed().reduce(value) { value, key in "{\(key): \(value)}" }
  }

  /// A key and its value behind the last one of a mapping.
  private func adding(
    _ key: String, _ value: String, to mapping: Node, after last: Node.Pair?
  ) -> String {
    guard let last else {
      return replacing(mapping.span, by: "{\(key): \(value)}")
    }
    let end = last.value.span.upperBound
    let isFlow = scalars[mapping.span.lowerBound] == "{"
    let indent = String(repeating: " ", count: last.mark.column - 1)
    return replacing(end..<end, by: (isFlow ? ", " : "\n" + indent) + "\(key): \(value)")
  }

  private subscript(span: Range<Int>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[span])
    return String(text)
  }

  private func replacing(_ span: Range<Int>, by text: String) -> String {
    self[0..<span.lowerBound] + text + self[span.upperBound..<scalars.count]
  }
}
