package import Documents

extension Node {
  /// The one document of a UTF-8 text; a byte order mark is passed over.
  ///
  /// Everything that can go wrong with it is an error that points: it is not UTF-8, no YAML,
  /// no document or several, has a key twice, is deeper than 64 levels, or holds more nodes,
  /// once aliases are replaced by what they stand for, than 100,000 and than half of its bytes. Tags and keys that are not scalars
  /// are refused as well: nothing here would give them a meaning.
  package init(parsing bytes: [UInt8]) throws(DocumentError) {
    let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]
    let text = bytes.starts(with: byteOrderMark) ? Array(bytes.dropFirst(3)) : bytes
    try checkCharacters(of: text)
    var composer = Composer(text)
    self = try composer.document()
  }

  /// The one document of a text.
  package init(parsing text: String) throws(DocumentError) {
    try self.init(parsing: Array(text.utf8))
  }
}

extension Document {
  /// Reads a YAML or JSON text, every value with its place.
  package init(yaml text: String) throws(DocumentError) {
    self.init(try Node(parsing: text))
  }

  /// Makes a document of a node.
  ///
  /// - Parameter mark: maps a place of the node to the place that messages name.
  package init(_ node: Node, mark: (Mark) -> Mark = { $0 }) {
    let content: Content =
      switch node.content {
      case .scalar(let scalar): scalar.value
      case .sequence(let nodes): .list(nodes.map { Document($0, mark: mark) })
      case .mapping(let pairs):
        .map(
          pairs.map {
            Entry(key: $0.key, value: Document($0.value, mark: mark), mark: mark($0.mark))
          })
      }
    self.init(content, at: mark(node.mark))
  }
}
