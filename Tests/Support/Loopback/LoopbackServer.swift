import Foundation
import Synchronization

/// A server of HTTP on a free port of 127.0.0.1, for as long as the tests run.
package final class LoopbackServer: Sendable {
  /// The request of a client.
  package struct Request: Hashable, Sendable {
    package let method: String
    /// With all behind a `?`.
    package let path: String
    /// `name: value`, names in small letters.
    package let headers: [String]
    package let body: String
  }

  /// The answer to a client.
  package struct Answer: Hashable, Sendable {
    package let status: Int
    package let body: String

    package init(_ body: String, status: Int = 200) {
      self.status = status
      self.body = body
    }
  }

  package struct CannotListen: Error {}

  /// `http://127.0.0.1:PORT`.
  package let url: String
  private let asked = Mutex<[Request]>([])

  /// Listens, and answers one client after the other.
  package init(answer: @escaping @Sendable (Request) -> Answer) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        bind(listener, generic, length) == 0 && listen(listener, 8) == 0
          && getsockname(listener, generic, &length) == 0
      }
    }
    guard isListening else { throw CannotListen() }
    url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
    Thread.detachNewThread { [self] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        while let request = LoopbackServer.read(connection) {
          asked.withLock { $0.append(request) }
          LoopbackServer.write(answer(request), to: connection)
        }
        close(connection)
      }
    }
  }

  /// All that was asked so far, in order.
  package var requests: [Request] { asked.withLock(\.self) }

  private static func read(_ connection: Int32) -> Request? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      if let request = parse(bytes) { return request }
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      bytes += buffer[..<count]
    }
  }

  /// A whole request; nil when more has to come.
  private static func parse(_ bytes: [UInt8]) -> Request? {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n") else { return nil }
    let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
    let words = lines[0].split(separator: " ")
    let headers = lines.dropFirst().map { line in
      let parts = line.split(separator: ":", maxSplits: 1)
      return parts[0].lowercased() + ":" + (parts.count > 1 ? parts[1] : "")
    }
    let length =
      headers.first { $0.hasPrefix("content-length: ") }.flatMap { Int($0.dropFirst(16)) } ?? 0
    let body = text[end.upperBound...]
    guard words.count == 3, body.utf8.count >= length else { return nil }
    return Request(
      method: String(words[0]), path: String(words[1]), headers: headers, body: String(body))
  }

  private static func write(_ answer: Answer, to connection: Int32) {
    let text =
      "HTTP/1.1 \(answer.status) Answer\r\nContent-Length: \(answer.body.utf8.count)\r\n\r\n"
      + answer.body
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
