import Documents

/// Builds the tree of a text from its events.
struct Composer: ~Copyable {
  /// Deeper trees, be it by aliases, would exhaust the stack of code that walks them.
  static let depthLimit = 64
  /// A few lines of aliases to aliases can stand for billions of nodes; a text without has fewer than half as
  /// many as bytes, unless it lists single digits.
  private let nodeLimit: Int

  private var events: EventReader
  private var anchors: [String: Anchor] = [:]
  /// Nodes so far, those repeated by aliases counted every time.
  private var size = 0
  /// The deepest level since the present node began.
  private var deepest = 0

  /// The node that an alias may repeat, and by how much that makes the tree larger.
  private struct Anchor {
    let node: Node
    let size: Int
    let height: Int
  }

  init(_ text: [UInt8]) {
    events = EventReader(text)
    nodeLimit = max(100_000, text.count / 2)
  }

  /// The one document of the text.
  mutating func document() throws(DocumentError) -> Node {
    _ = try events.next()
    let start = try events.next()
    guard start.kind == .documentStart else {
      throw DocumentError("the text is empty", at: Mark(line: 1, column: 1))
    }
    let node = try node(try events.next(), depth: 1)
    _ = try events.next()
    let end = try events.next()
    guard end.kind == .streamEnd else { throw secondDocument(at: end.mark) }
    return node
  }

  /// The node that begins with `event`.
  private mutating func node(_ event: Event, depth: Int) throws(DocumentError) -> Node {
    let (deepestBefore, sizeBefore) = (deepest, size)
    if case .alias(let name) = event.kind {
      guard let anchor = anchors[name] else {
        throw DocumentError("nothing before this is anchored as &\(name)", at: event.mark)
      }
      try grow(by: anchor.size, to: depth + anchor.height - 1, at: event.mark)
      return Node(
        content: anchor.node.content, mark: anchor.node.mark, span: event.span)
    }
    deepest = 0
    let content: Node.Content
    var end = event.span.upperBound
    try grow(by: 1, to: depth, at: event.mark)
    switch event.kind {
    case .scalar(let scalar): content = .scalar(scalar)
    case .sequenceStart(let isFlow):
      content = .sequence(try elements(depth: depth, isFlow: isFlow, &end))
    case .mappingStart(let isFlow):
      content = .mapping(try pairs(depth: depth, isFlow: isFlow, &end))
    default: preconditionFailure("libyaml began a node with \(event.kind)")
    }
    let node = Node(
      content: content, mark: event.mark, span: event.span.lowerBound..<end)
    if let name = event.anchor {
      anchors[name] = Anchor(node: node, size: size - sizeBefore, height: deepest - depth + 1)
    }
    deepest = max(deepest, deepestBefore)
    return node
  }

  /// - Parameter end: where they end: at a bracket, or where the last of them does.
  private mutating func elements(
    depth: Int, isFlow: Bool, _ end: inout Int
  ) throws(DocumentError) -> [Node] {
    var elements: [Node] = []
    while true {
      let event = try events.next()
      if event.kind == .sequenceEnd {
        if !event.span.isEmpty { end = event.span.upperBound }
        return elements
      }
      let element = try node(event, depth: depth + 1)
      if isFlow, let call = elements.last?.call(goingOnWith: element) {
        elements[elements.count - 1] = call
      } else {
        elements.append(element)
      }
      end = max(end, elements[elements.count - 1].span.upperBound)
    }
  }

  private mutating func pairs(
    depth: Int, isFlow: Bool, _ end: inout Int
  ) throws(DocumentError) -> [Node.Pair] {
    var pairs: [Node.Pair] = []
    var lines: [String: Int] = [:]
    while true {
      let event = try events.next()
      if event.kind == .mappingEnd {
        if !event.span.isEmpty { end = event.span.upperBound }
        return pairs
      }
      let name = try node(event, depth: depth + 1)
      guard case .scalar(let scalar) = name.content else {
        throw DocumentError("a key must be a word, not a list or a block", at: event.mark)
      }
      let key = scalar.text
      let value = try node(try events.next(), depth: depth + 1)
      if isFlow, value.span.isEmpty, let last = pairs.last,
        let call = last.value.call(goingOnWith: name)
      {
        pairs[pairs.count - 1] = Node.Pair(
          key: last.key, mark: last.mark, span: last.span, value: call)
        end = max(end, call.span.upperBound)
        continue
      }
      if let line = lines.updateValue(event.mark.line, forKey: key) {
        throw DocumentError(
          "the key '\(key)' stands twice, here and in line \(line); keep one", at: event.mark)
      }
      pairs.append(
        Node.Pair(key: key, mark: event.mark, span: event.span, value: value))
      end = max(end, value.span.upperBound)
    }
  }

  /// Counts nodes that are about to be built, and refuses more than anybody writes.
  private mutating func grow(
    by count: Int, to depth: Int, at mark: Mark
  ) throws(DocumentError) {
    size += count
    deepest = max(deepest, depth)
    guard depth <= Composer.depthLimit else {
      throw DocumentError("here the text is more than \(Composer.depthLimit) levels deep", at: mark)
    }
    guard size <= nodeLimit else {
      throw DocumentError(
        "here the text exceeds \(nodeLimit) values, those that aliases repeat counted"
          + " each time", at: mark)
    }
  }
}

extension Node {
  /// The call of which this is the beginning and `part` what follows a comma: nil when this is no call,
  /// or has its end already.
  ///
  /// Within `{ }` and `[ ]` a comma ends a value, and `linspace(0, 1, 5)` would be three of them.
  fileprivate func call(goingOnWith part: Node) -> Node? {
    guard case .scalar(let scalar) = content, case .scalar(let more) = part.content,
      scalar.isPlain, more.isPlain, let open = scalar.text.firstIndex(of: "("),
      open > scalar.text.startIndex, scalar.text[..<open].allSatisfy(\.isLetter),
      scalar.text.count(where: { $0 == "(" }) > scalar.text.count(where: { $0 == ")" })
    else { return nil }
    // One blank after the comma, or what is wrong cannot be pointed at letter by letter.
    let isVerbatim =
      part.span.lowerBound == span.upperBound + 2 && part.mark.line == mark.line
    let joined = Scalar(
      text: scalar.text + ", " + more.text, isPlain: true,
      column: isVerbatim && more.column != nil ? scalar.column : nil)
    return Node(
      content: .scalar(joined), mark: mark,
      span: span.lowerBound..<part.span.upperBound)
  }
}
