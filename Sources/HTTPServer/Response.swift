/// The answer of a server to a request.
package struct Response: Hashable, Sendable {
  /// The part of an answer behind its headers.
  package enum Body: Hashable, Sendable {
    case bytes([UInt8])
    /// Events as they come (`text/event-stream`), of one topic.
    case events(topic: String)
  }

  /// Three digits (RFC 9110, 15).
  package let status: Int
  /// The headers in the order in which they are sent; the type of the content is the first.
  package var headers: [Header]
  /// The bytes, or the topic whose events are sent as long as the connection lasts.
  package let body: Body

  /// A line `name: value` of an answer's head.
  package struct Header: Hashable, Sendable {
    /// The name in any letters, such as `Cache-Control`.
    package let name: String
    /// The text behind the colon, on one line.
    package let value: String

    /// Makes a header of its parts, neither of which is checked.
    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// - Parameter type: of the bytes, such as `text/html; charset=utf-8`.
  package init(status: Int = 200, type: String, bytes: [UInt8]) {
    self.status = status
    headers = [Header("Content-Type", type)]
    body = .bytes(bytes)
  }

  /// Events of a topic, from the one on that was published last.
  package init(eventsOf topic: String) {
    status = 200
    headers = [Header("Content-Type", "text/event-stream")]
    body = .events(topic: topic)
  }
}

/// Something that is told to all who look on.
package struct ServerEvent: Hashable, Sendable {
  /// The kind of the event, one word; a later one of the same name takes its place in what waits.
  package let name: String
  /// One line of text or several.
  package let data: String

  /// Makes an event of its name and its data.
  package init(_ name: String, _ data: String) {
    self.name = name
    self.data = data
  }

  /// The event as it travels: `event: status`, then `data:` before each line, then an empty line.
  package var text: String {
    // Other characters that end lines elsewhere end none here.
    let lines = data.split(omittingEmptySubsequences: false) {
      $0 == "\n" || $0 == "\r" || $0 == "\r\n"
    }
    return "event: \(name)\n" + lines.map { "data: \($0)\n" }.joined() + "\n"
  }
}
