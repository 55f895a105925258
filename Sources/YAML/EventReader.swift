import CYAML
import Documents

/// One step of a text.
struct Event {
  enum Kind: Equatable {
    case streamStart
    case streamEnd
    case documentStart
    case documentEnd
    case scalar(Scalar)
    /// The name of the anchor that is repeated.
    case alias(String)
    /// Within `[ ]` or not.
    case sequenceStart(isFlow: Bool)
    case sequenceEnd
    /// Within `{ }` or not.
    case mappingStart(isFlow: Bool)
    case mappingEnd
  }

  let kind: Kind
  let mark: Mark
  /// Where it stands; empty for what no letter of the text says, such as the end of a block.
  let span: Range<Int>
  /// The name under which an alias may repeat what begins here.
  let anchor: String?
}

/// Steps through a text: the owner of one libyaml parser, freed when it lets go.
struct EventReader: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  /// The parser's input; libyaml does not copy it.
  private let input: UnsafeMutableBufferPointer<UInt8>

  /// `!!float 1e-5` is what people write for readers who take that for a text; here it is a number
  /// anyway.
  private static let float = "tag:yaml.org,2002:float"

  init(_ text: [UInt8]) {
    parser = .allocate(capacity: 1)
    precondition(yaml_parser_initialize(parser) == 1, "no memory for a YAML parser")
    // At least one byte, as libyaml aborts when the address is null.
    input = .allocate(capacity: text.count + 1)
    _ = input.initialize(from: text + [0])
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, input.baseAddress, text.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    input.deallocate()
  }

  /// The next step; after the end of the stream or an error there is none to ask for.
  mutating func next() throws(DocumentError) -> Event {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw complaint(of: parser) }
    defer { yaml_event_delete(&event) }
    let mark = Mark(event.start_mark)
    let span = Int(event.start_mark.index)..<Int(event.end_mark.index)
    func refuse(tag: UnsafeMutablePointer<UInt8>?) throws(DocumentError) {
      guard let tag = tag.map({ String(cString: $0) }) else { return }
      let standard = "tag:yaml.org,2002:"
      let written = tag.hasPrefix(standard) ? "!!" + tag.dropFirst(standard.count) : tag
      throw DocumentError(
        "the tag \(written) has no meaning here; remove it, and quote what is text", at: mark)
    }
    func step(_ kind: Event.Kind, _ anchor: UnsafeMutablePointer<UInt8>? = nil) -> Event {
      Event(
        kind: kind, mark: mark, span: span, anchor: anchor.map { String(cString: $0) })
    }

    switch event.type {
    case YAML_STREAM_START_EVENT: return step(.streamStart)
    case YAML_STREAM_END_EVENT: return step(.streamEnd)
    case YAML_DOCUMENT_START_EVENT: return step(.documentStart)
    case YAML_DOCUMENT_END_EVENT: return step(.documentEnd)
    case YAML_ALIAS_EVENT: return step(.alias(String(cString: event.data.alias.anchor)))
    case YAML_SCALAR_EVENT:
      let scalar = Scalar(event)
      if !scalar.isNumber || event.data.scalar.tag.map({ String(cString: $0) }) != EventReader.float
      {
        try refuse(tag: event.data.scalar.tag)
      }
      return step(.scalar(scalar), event.data.scalar.anchor)
    case YAML_SEQUENCE_START_EVENT:
      try refuse(tag: event.data.sequence_start.tag)
      let isFlow = event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
      return step(.sequenceStart(isFlow: isFlow), event.data.sequence_start.anchor)
    case YAML_SEQUENCE_END_EVENT: return step(.sequenceEnd)
    case YAML_MAPPING_START_EVENT:
      try refuse(tag: event.data.mapping_start.tag)
      let isFlow = event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
      return step(.mappingStart(isFlow: isFlow), event.data.mapping_start.anchor)
    case YAML_MAPPING_END_EVENT: return step(.mappingEnd)
    default: preconditionFailure("libyaml gave an event of type \(event.type.rawValue)")
    }
  }
}

extension Mark {
  /// libyaml counts from 0.
  init(_ mark: yaml_mark_t) {
    self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
  }
}

extension Scalar {
  fileprivate var isNumber: Bool {
    switch value {
    case .integer, .number: true
    default: false
    }
  }

  fileprivate init(_ event: yaml_event_t) {
    let scalar = event.data.scalar
    let bytes = UnsafeBufferPointer(start: scalar.value, count: Int(scalar.length))
    let text = String(decoding: bytes, as: UTF8.self)
    let isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
    let (start, end) = (Mark(event.start_mark), Mark(event.end_mark))
    let quotes = isPlain ? 0 : 2
    // Anchors, escapes and folds all make the written form longer than the text.
    let isVerbatim =
      start.line == end.line
      && end.column - start.column == text.unicodeScalars.count + quotes
    self.init(text: text, isPlain: isPlain, column: isVerbatim ? start.column + quotes / 2 : nil)
  }
}
