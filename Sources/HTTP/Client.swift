import CCurl

/// Asks HTTP servers, one request at a time, over connections that stay open.
///
/// For one thread at a time. Name and password may stand in an address, and what curl reads from the
/// environment, such as `http_proxy` and `no_proxy`, holds.
///
/// ```swift
/// let client = Client()
/// let response = try client.post(#"{"name": "ada"}"#, to: "http://127.0.0.1:5000/people")
/// ```
package struct Client: ~Copyable {
  private let library: Library?
  private let handle: UnsafeMutableRawPointer?
  private let headers: UnsafeMutableRawPointer?

  /// Whether libcurl is installed; it is loaded by asking.
  package static var isAvailable: Bool { Library.shared != nil }

  /// The name of the library, as bundles carry it.
  package static var libraryName: String { Library.names[0] }

  /// - Parameter timeout: for one request with its answer; whole milliseconds.
  package init(timeout: Duration = .seconds(60)) {
    library = Library.shared
    handle = library?.begin()
    // Without the second one, curl would ask whether a long body is welcome and wait for an answer.
    headers = library?.append(library?.append(nil, "Content-Type: application/json"), "Expect:")
    set(CURLOPT_TIMEOUT_MS, Int(timeout / .milliseconds(1)))
    // Signals belong to the program.
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    set(CURLOPT_HTTPHEADER, headers)
  }

  deinit {
    library?.end(handle)
    library?.free(headers)
  }

  /// Gives the server's answer from an address.
  package func get(_ url: String) throws(HTTPError) -> Response {
    set(CURLOPT_HTTPGET, 1)
    return try perform(url)
  }

  /// Gives the server's answer to a body of JSON.
  package func post(_ json: String, to url: String) throws(HTTPError) -> Response {
    set(CURLOPT_POST, 1)
    set(CURLOPT_POSTFIELDSIZE, json.utf8.count)
    set(CURLOPT_COPYPOSTFIELDS, json)
    return try perform(url)
  }

  private func perform(_ url: String) throws(HTTPError) -> Response {
    guard let library else {
      throw HTTPError(
        url: url.withoutCredentials,
        message: "servers are asked by libcurl, which is not installed here; install libcurl4")
    }
    let answer = Answer()
    set(CURLOPT_URL, url)
    _ = curl_set_sink(
      library.option, handle, sink, Unmanaged.passUnretained(answer).toOpaque())
    let code = withExtendedLifetime(answer) { library.perform(handle) }
    guard code == CURLE_OK else {
      throw HTTPError(
        url: url.withoutCredentials,
        message: library.message(code).map { String(cString: $0) } ?? "error \(code.rawValue)")
    }
    return Response(
      status: curl_status(library.information, handle),
      body: String(decoding: answer.bytes, as: UTF8.self))
  }

  private func set(_ option: CURLoption, _ number: Int) {
    if let library { _ = curl_set_number(library.option, handle, option, number) }
  }

  private func set(_ option: CURLoption, _ text: String) {
    if let library { _ = curl_set_pointer(library.option, handle, option, text) }
  }

  private func set(_ option: CURLoption, _ list: UnsafeMutableRawPointer?) {
    if let library { _ = curl_set_pointer(library.option, handle, option, list) }
  }
}

/// The answer of a server, whether it did as it was asked or not.
package struct Response: Hashable, Sendable {
  /// 200 to 299 when all went well (RFC 9110, 15).
  package let status: Int
  /// The text of the answer, read as UTF-8; empty where there is none.
  package let body: String

  /// Whether the status is one of 200 to 299.
  package var isSuccess: Bool { 200..<300 ~= status }
}

/// No answer came.
package struct HTTPError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The address as it was asked, without the name and password that may stand in it.
  package let url: String
  /// curl's own words.
  package let message: String

  /// `no answer from http://127.0.0.1:5000/people: Timeout was reached`.
  package var description: String { "no answer from \(url): \(message)" }
}

extension String {
  /// The address as people and logs may see it: without the name and password that may stand in it
  /// (RFC 3986, 3.2.1).
  package var withoutCredentials: String {
    guard let scheme = firstRange(of: "://") else { return self }
    let authority = self[scheme.upperBound...].prefix { !"/?#".contains($0) }
    guard let end = authority.lastIndex(of: "@") else { return self }
    return String(self[..<scheme.upperBound]) + self[index(after: end)...]
  }
}

/// Collects an answer's bytes as they come.
private final class Answer {
  var bytes: [UInt8] = []
}

private let sink: curl_sink = { bytes, size, count, user in
  guard let bytes, let user else { return 0 }
  let answer = Unmanaged<Answer>.fromOpaque(user).takeUnretainedValue()
  answer.bytes += UnsafeRawBufferPointer(start: bytes, count: size * count)
  return size * count
}
