import Glibc

/// A connection to a server on 127.0.0.1 that says exactly what it is told to.
package final class RawConnection {
  /// The answer of a server.
  package struct Answer: Hashable, Sendable {
    package let status: Int
    /// The headers by their names in small letters.
    package let headers: [String: String]
    package let body: String
  }

  package struct Trouble: Error, CustomStringConvertible {
    package let description: String
  }

  private let socket: Int32
  private var bytes: [UInt8] = []

  /// - Parameter buffer: of what arrives, in bytes; nil for the system's own.
  package init(port: Int, buffer: Int32? = nil) throws {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    if var buffer {
      setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &buffer, socklen_t(MemoryLayout<Int32>.size))
    }
    // An answer that never comes is a failed test and not a hung one.
    var timeout = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(
      socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else {
      // The socket is closed as the connection goes.
      let reason = String(cString: strerror(errno))
      throw Trouble(description: "nobody listens at port \(port): \(reason)")
    }
  }

  deinit { close(socket) }

  /// Asks, as HTTP/1.1 does, with the header `Host` unless another is given.
  package func ask(
    _ line: String, _ headers: [String] = [], body: String? = nil, host: String? = "localhost"
  ) throws {
    var lines = ["\(line) HTTP/1.1"] + (host.map { ["Host: \($0)"] } ?? []) + headers
    if let body { lines.append("Content-Length: \(body.utf8.count)") }
    try send(lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? ""))
  }

  package func send(_ text: String) throws {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Trouble(description: "the server takes nothing any more") }
      rest = rest.dropFirst(count)
    }
  }

  /// Says that nothing more is sent, as a client does that goes.
  package func endSending() { shutdown(socket, Int32(SHUT_WR)) }

  /// The next answer with all of its body, whose length it says.
  package func answer() throws -> Answer {
    let head = try read(until: "\r\n\r\n")
    let lines = head.split(separator: "\r\n")
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count > 1, let status = Int(words[1]) else {
      throw Trouble(description: "this is no answer: \(head)")
    }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let sides = line.split(separator: ":", maxSplits: 1)
      headers[sides[0].lowercased()] = sides.count > 1 ? String(sides[1].drop { $0 == " " }) : ""
    }
    let length = headers["content-length"].flatMap(Int.init) ?? 0
    while bytes.count < length { try fill() }
    defer { bytes.removeFirst(length) }
    return Answer(
      status: status, headers: headers, body: String(decoding: bytes.prefix(length), as: UTF8.self))
  }

  /// All up to a text that comes some time, with it.
  package func read(until end: String) throws -> String {
    let end = Array(end.utf8)
    var searched = 0
    while true {
      while searched + end.count <= bytes.count {
        if bytes[searched] == end[0], bytes[searched...].starts(with: end) {
          defer { bytes.removeFirst(searched + end.count) }
          return String(decoding: bytes.prefix(searched + end.count), as: UTF8.self)
        }
        searched += 1
      }
      try fill()
    }
  }

  /// All until the server ends the connection.
  package func readToEnd() -> String {
    while (try? fill()) != nil {}
    defer { bytes = [] }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Whether the server has ended the connection, with nothing left to be read.
  package func isAtEnd() throws -> Bool {
    guard bytes.isEmpty else { return false }
    do {
      try fill()
    } catch is Trouble {
      return true
    }
    return false
  }

  private func fill() throws {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(socket, &buffer, buffer.count, 0)
    guard count > 0 else {
      throw Trouble(
        description: count == 0
          ? "the server has ended the connection after '\(String(decoding: bytes, as: UTF8.self))'"
          : "nothing comes: \(String(cString: strerror(errno)))")
    }
    bytes += buffer.prefix(count)
  }
}
