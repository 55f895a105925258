/// A part of a YAML text that knows where it begins.
///
/// ```swift
/// let node = try Node(parsing: "units: [64, 128]")
/// guard case .mapping(let pairs) = node.content else { return }
/// pairs[0].key             // "units"
/// pairs[0].value.position  // line 1, column 8
/// ```
package struct Node: Hashable, Sendable {
  /// What stands here. An alias is gone: in its place stands the anchored node, with its position.
  package enum Content: Hashable, Sendable {
    case scalar(Scalar)
    case sequence([Node])
    /// Pairs in the order in which they were written, no key twice.
    case mapping([Pair])
  }

  /// One `key: value`. Keys are text, whatever they look like.
  package struct Pair: Hashable, Sendable {
    package let key: String
    /// Where the key begins.
    package let position: Position
    /// Where the key stands, as a range of the text's Unicode scalars.
    package let span: Range<Int>
    package let value: Node
  }

  package let content: Content
  package let position: Position
  /// Where it stands, as a range of the text's Unicode scalars, from the first to the last thing that
  /// belongs to it; of an alias, that of the alias.
  package let span: Range<Int>
}

/// A word, a number, a text: whatever has no parts.
package struct Scalar: Hashable, Sendable {
  package let text: String
  /// Whether it was written without quotes, and so may mean something else than text.
  package let isPlain: Bool
  /// The column of the first letter inside any quotes, if the text stands letter by letter in one
  /// line: then a part of it can be pointed at. Nil when it was folded or escaped.
  package let column: Int?

  package init(text: String, isPlain: Bool, column: Int? = nil) {
    self.text = text
    self.isPlain = isPlain
    self.column = column
  }
}

extension Node {
  /// The one document of a UTF-8 text; a byte order mark is passed over.
  ///
  /// Everything that can go wrong with it is an error with a position: it is not UTF-8, no YAML,
  /// no document or several, has a key twice, is deeper than 64 levels, or holds more than 100,000
  /// nodes once aliases are replaced by what they stand for. Tags and keys that are not scalars
  /// are refused as well: nothing here would give them a meaning.
  package init(parsing bytes: [UInt8]) throws(YAMLError) {
    let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]
    let text = bytes.starts(with: byteOrderMark) ? Array(bytes.dropFirst(3)) : bytes
    try checkCharacters(of: text)
    var composer = Composer(text)
    self = try composer.document()
  }

  /// The one document of a text.
  package init(parsing text: String) throws(YAMLError) {
    try self.init(parsing: Array(text.utf8))
  }
}
