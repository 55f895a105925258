/// The answer of a server to a request.
package struct Response: Hashable, Sendable {
  package enum Body: Hashable, Sendable {
    case bytes([UInt8])
    /// Events as they come (`text/event-stream`), of one topic.
    case events(topic: String)
  }

  /// Three digits (RFC 9110, 15).
  package let status: Int
  package var headers: [Header]
  package let body: Body

  package struct Header: Hashable, Sendable {
    package let name: String
    package let value: String

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
  package let name: String
  /// One line of text or several.
  package let data: String

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
