import Glibc
import HTTPServer
import Processes
import Web

/// Serves the pages of a results file.
struct PageService {
  private let server: Server
  /// What people open, with the token in it.
  let url: String
  private let path: String
  private let access: AccessRules
  private let trustsNetwork: Bool

  init(of path: String, at address: WebAddress, trustsNetwork: Bool) throws {
    var generator = SystemRandomNumberGenerator()
    let token = AccessToken(using: &generator)
    let machine = PageService.machine
    server = try Server(host: address.host, port: address.port)
    url = address.url(port: server.port, machine: machine, token: token)
    access = AccessRules(
      address, names: [machine, machine.split(separator: ".").first.map(String.init) ?? machine],
      token: token)
    self.path = path
    self.trustsNetwork = trustsNetwork
  }

  /// Serves on threads of its own, until the process ends.
  func start() throws {
    let (server, path, access, trustsNetwork) = (server, path, access, trustsNetwork)
    try Threads.start { PageFeed(of: path, to: server).run() }
    try Threads.start {
      let site = Site(access, RecordedPages(of: path, trustsNetwork: trustsNetwork))
      while true {
        guard let exchange = server.next(within: .seconds(3600)) else { continue }
        server.answer(site.response(to: exchange.request), to: exchange.number)
      }
    }
  }

  /// What others call this machine.
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
