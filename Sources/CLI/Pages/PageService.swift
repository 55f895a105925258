import Glibc
import HTTPServer
import Processes
import Web

/// Serves the pages of a results file.
enum PageService {
  /// Serves on threads of its own, until the process ends.
  ///
  /// - Returns: the address that people open, with the token in it.
  static func start(
    of path: String, at address: WebAddress, trustsNetwork: Bool
  ) throws -> String {
    // Signals are for the thread that knows what to do then: others are made while they are held back.
    let signals = try Signals([.hangup, .interrupt, .terminate, .windowChange])
    defer { withExtendedLifetime(signals) {} }
    var generator = SystemRandomNumberGenerator()
    let token = AccessToken(using: &generator)
    let machine = machine
    let access = AccessRules(
      address, names: [machine, machine.split(separator: ".").first.map(String.init) ?? machine],
      token: token)
    let server = try Server(host: address.host, port: address.port, queue: Site.queue)
    try Threads.start { PageFeed(of: path, to: server).run() }
    for queue in RequestQueue.allCases {
      try Threads.start {
        let commands = SteeredSweeps(path: path, trustsNetwork: trustsNetwork)
        let site = Site(access, RecordedPages(of: path, commands))
        if queue == .slow { site.prepare() }
        while true {
          guard let exchange = server.next(from: queue, within: .seconds(3600)) else { continue }
          let response = site.response(to: exchange.request, arrived: exchange.arrived)
          server.answer(response, to: exchange.number)
        }
      }
    }
    return address.url(port: server.port, machine: machine, token: token)
  }

  /// The host name of this machine.
  private static var machine: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
    return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

extension Arguments {
  /// Where an option has pages served.
  func webAddress(_ option: Option) throws(UserError) -> WebAddress? {
    guard let text = text(option) else { return nil }
    guard let address = WebAddress(text) else {
      throw UserError(
        "\(option.name) takes a port or ADDRESS:PORT, such as 8787, 127.0.0.1:0 or 0.0.0.0:8787, not"
          + " '\(text)'")
    }
    return address
  }
}
