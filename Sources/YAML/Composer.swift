/// Builds the tree of a text from its events.
struct Composer: ~Copyable {
  /// Deeper trees, be it by aliases, would exhaust the stack of whoever walks them.
  static let depthLimit = 64
  /// A few lines of aliases to aliases can stand for billions of nodes.
  static let nodeLimit = 100_000

  private var events: EventReader
  private var anchors: [String: Anchor] = [:]
  /// Nodes so far, those repeated by aliases counted every time.
  private var size = 0
  /// The deepest level since the present node began.
  private var deepest = 0

  /// What an alias may repeat, and by how much that makes the tree larger.
  private struct Anchor {
    let node: Node
    let size: Int
    let height: Int
  }

  init(_ text: [UInt8]) {
    events = EventReader(text)
  }

  /// The one document of the text.
  mutating func document() throws(YAMLError) -> Node {
    _ = try events.next()
    let start = try events.next()
    guard start.kind == .documentStart else {
      throw YAMLError("the text is empty", at: Position(line: 1, column: 1))
    }
    let node = try node(try events.next(), depth: 1)
    _ = try events.next()
    let end = try events.next()
    guard end.kind == .streamEnd else { throw secondDocument(at: end.position) }
    return node
  }

  /// The node that begins with `event`.
  private mutating func node(_ event: Event, depth: Int) throws(YAMLError) -> Node {
    let (deepestBefore, sizeBefore) = (deepest, size)
    if case .alias(let name) = event.kind {
      guard let anchor = anchors[name] else {
        throw YAMLError("nothing before this is anchored as &\(name)", at: event.position)
      }
      try grow(by: anchor.size, to: depth + anchor.height - 1, at: event.position)
      return Node(
        content: anchor.node.content, position: anchor.node.position, span: event.span)
    }
    deepest = 0
    let content: Node.Content
    var end = event.span.upperBound
    try grow(by: 1, to: depth, at: event.position)
    switch event.kind {
    case .scalar(let scalar): content = .scalar(scalar)
    case .sequenceStart(let isFlow):
      content = .sequence(try elements(depth: depth, isFlow: isFlow, &end))
    case .mappingStart(let isFlow):
      content = .mapping(try pairs(depth: depth, isFlow: isFlow, &end))
    default: preconditionFailure("libyaml began a node with \(event.kind)")
    }
    let node = Node(
      content: content, position: event.position, span: event.span.lowerBound..<end)
    if let name = event.anchor {
      anchors[name] = Anchor(node: node, size: size - sizeBefore, height: deepest - depth + 1)
    }
    deepest = max(deepest, deepestBefore)
    return node
  }

  /// - Parameter end: where they end: at a bracket, or where the last of them does.
  private mutating func elements(
    depth: Int, isFlow: Bool, _ end: inout Int
  ) throws(YAMLError) -> [Node] {
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
  ) throws(YAMLError) -> [Node.Pair] {
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
        throw YAMLError("a key must be a word, not a list or a block", at: event.position)
      }
      let key = scalar.text
      let value = try node(try events.next(), depth: depth + 1)
      if isFlow, value.span.isEmpty, let last = pairs.last,
        let call = last.value.call(goingOnWith: name)
      {
        pairs[pairs.count - 1] = Node.Pair(
          key: last.key, position: last.position, span: last.span, value: call)
        end = max(end, call.span.upperBound)
        continue
      }
      if let line = lines.updateValue(event.position.line, forKey: key) {
        throw YAMLError(
          "the key '\(key)' stands twice, here and in line \(line); keep one", at: event.position)
      }
      pairs.append(
        Node.Pair(key: key, position: event.position, span: event.span, value: value))
      end = max(end, value.span.upperBound)
    }
  }

  /// Counts nodes that are about to be built, and refuses more than anybody writes.
  private mutating func grow(
    by count: Int, to depth: Int, at position: Position
  ) throws(YAMLError) {
    size += count
    deepest = max(deepest, depth)
    guard depth <= Composer.depthLimit else {
      throw YAMLError("here the text is more than \(Composer.depthLimit) levels deep", at: position)
    }
    guard size <= Composer.nodeLimit else {
      throw YAMLError(
        "here the text exceeds \(Composer.nodeLimit) values, those that aliases repeat counted"
          + " each time", at: position)
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
      part.span.lowerBound == span.upperBound + 2 && part.position.line == position.line
    let joined = Scalar(
      text: scalar.text + ", " + more.text, isPlain: true,
      column: isVerbatim && more.column != nil ? scalar.column : nil)
    return Node(
      content: .scalar(joined), position: position,
      span: span.lowerBound..<part.span.upperBound)
  }
}
