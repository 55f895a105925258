import CMicroHTTPD
import Glibc

/// A server of HTTP/1.1 (RFC 9112), by libmicrohttpd.
///
/// One thread of its own moves bytes; answers are up to the program, which takes one request after
/// the other when it likes. A connection that waits for its answer, or for events, costs no time.
///
/// ```swift
/// let server = try Server(host: "127.0.0.1", port: 0)
/// while let exchange = server.next(within: .seconds(60)) {
///   server.answer(.sentence(200, "you asked \(exchange.request.target.path)"), to: exchange.number)
/// }
/// ```
package final class Server: Sendable {
  /// The port that it listens at.
  package let port: Int
  private let traffic: Traffic
  private let library: Library
  /// The context whose address libmicrohttpd has: it outlives the daemon.
  private let context: Context
  private let daemon: UInt

  /// Whether libmicrohttpd is installed; it is loaded by asking.
  package static var isAvailable: Bool { Library.shared != nil }

  /// The name of the library, as bundles carry it.
  package static var libraryName: String { Library.names[0] }

  /// - Parameters:
  ///   - host: a numeric address or a name of this machine; every client that reaches it gets in.
  ///   - port: 0 for any that is free.
  ///   - queue: the queue in which a request waits, decided on the server's thread.
  package init(
    host: String = "127.0.0.1", port: Int, limits: ServerLimits = ServerLimits(),
    queue: @escaping @Sendable (Request) -> RequestQueue = { _ in .prompt }
  ) throws(ServerError) {
    guard let library = Library.shared else {
      throw ServerError(
        "pages are served by libmicrohttpd, which is not installed here; install libmicrohttpd12")
    }
    let traffic = try Traffic(limits)
    let listener = try Listener(host: host, port: port)
    let context = Context(traffic, library, queue: queue)
    let daemon = microhttpd_start(
      unsafeBitCast(library.start, to: UnsafeMutableRawPointer.self), listener.descriptor,
      UInt32(limits.connections), UInt32(limits.silence), limits.buffer, Server.handler,
      Server.beginning, Server.end, Unmanaged.passUnretained(context).toOpaque())
    guard let daemon else {
      close(listener.descriptor)
      throw ServerError("libmicrohttpd does not start; too many files may be open")
    }
    self.port = listener.port
    self.traffic = traffic
    self.library = library
    self.context = context
    self.daemon = UInt(bitPattern: daemon)
  }

  deinit {
    library.resume(traffic.close())
    if let daemon = UnsafeMutableRawPointer(bitPattern: daemon) { library.stop(daemon) }
  }

  /// The request that has waited longest in a queue, if one comes in time.
  ///
  /// A request whose client has gone meanwhile is dropped. Each queue may have a thread of its own.
  package func next(from queue: RequestQueue = .prompt, within timeout: Duration) -> PendingRequest?
  {
    traffic.next(from: queue, within: timeout, resume: library.resume)
  }

  /// Answers; a client that has gone hears nothing.
  package func answer(_ response: Response, to number: Int) {
    if let connection = traffic.answer(response, to: number) { library.resume([connection]) }
  }

  /// Tells all that listen to a topic, and those that come to it later as long as somebody listens.
  ///
  /// A listener that does not read gets the last event of each name, and costs no more memory than that.
  package func publish(_ event: ServerEvent, to topic: String) {
    library.resume(traffic.publish(event, to: topic))
  }

  /// The topics that somebody listens to; the connections of listeners that have gone are ended by asking.
  package var topics: Set<String> { traffic.topics(resume: library.resume) }

  // MARK: - What libmicrohttpd calls, on its thread

  private static let beginning: microhttpd_beginning = { context, target, _ in
    guard let context, let target else { return nil }
    let traffic = Unmanaged<Context>.fromOpaque(context).takeUnretainedValue().traffic
    let draft = RequestDraft(target: String(cString: target), number: traffic.number())
    return Unmanaged.passRetained(draft).toOpaque()
  }

  private static let handler: microhttpd_handler = {
    context, connection, _, method, _, data, size, exchange in
    guard let context, let connection, let method, let size,
      let draft = exchange?.pointee
    else { return microhttpd_no }
    return Unmanaged<Context>.fromOpaque(context).takeUnretainedValue().handle(
      Unmanaged<RequestDraft>.fromOpaque(draft).takeUnretainedValue(), connection: connection,
      method: String(cString: method), data: data, size: size)
  }

  private static let end: microhttpd_end = { context, _, exchange, _ in
    guard let context, let draft = exchange?.pointee else { return }
    let number = Unmanaged<RequestDraft>.fromOpaque(draft).takeRetainedValue().number
    Unmanaged<Context>.fromOpaque(context).takeUnretainedValue().traffic.forget(number: number)
    exchange?.pointee = nil
  }
}
