package import Documents

/// A part of a YAML text that knows where it begins.
///
/// ```swift
/// let node = try Node(parsing: "units: [64, 128]")
/// guard case .mapping(let pairs) = node.content else { return }
/// pairs[0].key             // "units"
/// pairs[0].value.mark  // line 1, column 8
/// ```
package struct Node: Hashable, Sendable {
  /// The value that stands here. An alias is gone: in its place stands the anchored node, with its mark.
  package enum Content: Hashable, Sendable {
    case scalar(Scalar)
    case sequence([Node])
    /// Pairs in the order in which they were written, no key twice.
    case mapping([Pair])
  }

  /// One `key: value`. Keys are text, whatever they look like.
  package struct Pair: Hashable, Sendable {
    /// The key without quotes, its escapes resolved.
    package let key: String
    /// Where the key begins.
    package let mark: Mark
    /// Where the key stands, as a range of the text's Unicode scalars.
    package let span: Range<Int>
    /// The node behind the colon; without one there, an empty plain scalar.
    package let value: Node
  }

  /// The value itself, without its place.
  package let content: Content
  /// Where it begins; of an alias, where the anchored node does.
  package let mark: Mark
  /// Where it stands, as a range of the text's Unicode scalars, from the first to the last thing that
  /// belongs to it; of an alias, that of the alias.
  package let span: Range<Int>
}

/// A word, a number, a text: a node without parts.
package struct Scalar: Hashable, Sendable {
  /// The text without quotes, its escapes resolved and its lines folded.
  package let text: String
  /// Whether it was written without quotes, and so may mean something else than text.
  package let isPlain: Bool
  /// The column of the first letter inside any quotes, if the text stands letter by letter in one
  /// line: then a part of it can be pointed at. Nil when it was folded or escaped.
  package let column: Int?

  /// - Parameter column: from 1, behind an opening quote; nil where the text does not stand letter by letter.
  package init(text: String, isPlain: Bool, column: Int? = nil) {
    self.text = text
    self.isPlain = isPlain
    self.column = column
  }
}

extension Node {
  /// The value of a key; nil when this is no mapping or the key is not there.
  package subscript(key: String) -> Node? {
    guard case .mapping(let pairs) = content else { return nil }
    return pairs.first { $0.key == key }?.value
  }
}
