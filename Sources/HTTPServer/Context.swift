import CMicroHTTPD
import Glibc

/// A request as it comes in; the server's thread alone has it.
final class RequestDraft {
  enum Phase {
    /// The target is known.
    case begun
    /// The headers are known, and the body comes.
    case reading
    /// The program has it.
    case asked
  }

  let target: String
  let number: Int
  var phase = Phase.begun
  var headers: [String: String] = [:]
  var body: [UInt8] = []

  init(target: String, number: Int) {
    self.target = target
    self.number = number
  }
}

/// The context that libmicrohttpd hands back to us with every call.
final class Context: Sendable {
  let traffic: Traffic
  private let library: Library
  private let queue: @Sendable (Request) -> RequestQueue

  init(
    _ traffic: Traffic, _ library: Library, queue: @escaping @Sendable (Request) -> RequestQueue
  ) {
    self.traffic = traffic
    self.library = library
    self.queue = queue
  }

  /// Takes in a part of a request, or answers it.
  func handle(
    _ draft: RequestDraft, connection: UnsafeMutableRawPointer, method: String,
    data: UnsafePointer<CChar>?, size: UnsafeMutablePointer<Int>
  ) -> Int32 {
    switch draft.phase {
    case .begun:
      draft.phase = .reading
      readHeaders(of: draft, connection)
      let length = draft.headers["content-length"].map { Int($0) ?? .max } ?? 0
      guard length <= traffic.limits.body else { return send(.tooLarge, draft, connection) }
      return microhttpd_yes
    case .reading where size.pointee > 0:
      // A body of no known length may go on for ever.
      guard draft.body.count + size.pointee <= traffic.limits.body, let data else {
        return microhttpd_no
      }
      draft.body += UnsafeRawBufferPointer(start: data, count: size.pointee)
      size.pointee = 0
      return microhttpd_yes
    case .reading:
      guard let target = Target(draft.target) else {
        return send(.sentence(400, "this is no address of a page"), draft, connection)
      }
      draft.phase = .asked
      let request = Request(method, target, headers: draft.headers, body: draft.body)
      let refusal = traffic.ask(
        request, number: draft.number, in: queue(request), by: library.client(of: connection),
        suspend: { library.suspend(connection) }, resume: library.resume)
      return refusal.map { send($0, draft, connection) } ?? microhttpd_yes
    case .asked:
      guard let response = traffic.takeAnswer(to: draft.number) else { return microhttpd_no }
      return send(response, draft, connection)
    }
  }

  private func readHeaders(of draft: RequestDraft, _ connection: UnsafeMutableRawPointer) {
    _ = library.values(
      connection, microhttpd_header_kind,
      { draft, _, name, value in
        guard let draft, let name else { return microhttpd_yes }
        let request = Unmanaged<RequestDraft>.fromOpaque(draft).takeUnretainedValue()
        let key = String(cString: name).lowercased()
        let text = value.map { String(cString: $0) } ?? ""
        request.headers[key] = request.headers[key].map { "\($0), \(text)" } ?? text
        return microhttpd_yes
      }, Unmanaged.passUnretained(draft).toOpaque())
  }

  private func send(
    _ response: Response, _ draft: RequestDraft, _ connection: UnsafeMutableRawPointer
  ) -> Int32 {
    let made: UnsafeMutableRawPointer?
    switch response.body {
    case .bytes(let bytes):
      made = bytes.withUnsafeBytes {
        // It is copied, and not written to.
        library.responseOfBytes(
          $0.count, UnsafeMutableRawPointer(mutating: $0.baseAddress), microhttpd_copy)
      }
    case .events(let topic):
      guard traffic.listen(number: draft.number, to: topic) else {
        return send(
          .sentence(503, "too many pages look on already; close some of them"), draft, connection)
      }
      let reader = EventReader(
        traffic, library, number: draft.number, client: library.client(of: connection))
      made = library.responseOfReader(
        microhttpd_unknown_size, 1 << 14, EventReader.read,
        Unmanaged.passRetained(reader).toOpaque(), EventReader.free)
    }
    guard let made else { return microhttpd_no }
    defer { library.destroy(made) }
    for header in response.headers { _ = library.addHeader(made, header.name, header.value) }
    return library.queue(connection, UInt32(response.status), made)
  }
}

extension Response {
  static let tooLarge = Response.sentence(413, "this is more than a request can say")
}

/// Gives one connection its events.
private final class EventReader {
  private let traffic: Traffic
  private let library: Library
  private let number: Int
  private let client: Client

  init(_ traffic: Traffic, _ library: Library, number: Int, client: Client) {
    self.traffic = traffic
    self.library = library
    self.number = number
    self.client = client
  }

  static let read: Library.Reader = { reader, _, buffer, size in
    guard let reader, let buffer else { return microhttpd_end_of_stream }
    let events = Unmanaged<EventReader>.fromOpaque(reader).takeUnretainedValue()
    return events.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size))
  }

  static let free: Library.Free = { reader in
    guard let reader else { return }
    Unmanaged<EventReader>.fromOpaque(reader).release()
  }

  private func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    traffic.read(number: number, into: buffer, for: client) {
      if let pointer = Library.Pointer(bitPattern: client.connection) { library.suspend(pointer) }
    } ?? microhttpd_end_of_stream
  }
}
