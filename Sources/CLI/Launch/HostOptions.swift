import Documents
import Hosts
import Processes
import Specs

extension Option {
  static let host = Option(
    "--host", value: "HOST", repeats: true,
    "start a worker on this host by ssh: HOST, USER@HOST or USER@HOST:SLOTS; may be repeated")
  static let hosts = Option(
    "--hosts", value: "FILE", "start workers on the hosts that this YAML file lists")
  static let via = Option(
    "--via", value: "ROUTE", words: RemoteHost.Route.allCases.map(\.rawValue),
    "how hosts of --host call back: direct (default), or tunnel, through ssh itself")
  static let ssh = Option(
    "--ssh", value: "COMMAND", "what to run instead of ssh, such as 'ssh -F FILE' (default: ssh)")

  /// All that names hosts.
  static let allOfHosts = [host, hosts, via, ssh]
}

/// The hosts that a command line names, and the ssh that leads there.
struct NamedHosts {
  let hosts: [RemoteHost]
  /// The words of another ssh; nil for the usual.
  let shell: [String]?

  /// - Throws: when a host is named twice.
  init(_ arguments: Arguments) throws {
    let route =
      try arguments.choice(.via, among: RemoteHost.Route.allCases.map { ($0.rawValue, $0) })
    guard route == nil || !arguments.texts(.host).isEmpty else {
      throw UserError(
        "--via is for hosts of --host; a file of hosts says it of each: 'via: tunnel'")
    }
    var hosts: [RemoteHost] = []
    for text in arguments.texts(.host) {
      hosts.append(try RemoteHost(text, route: route ?? .direct))
    }
    var shell = arguments.text(.ssh)?.split(separator: " ").map(String.init)
    if let path = arguments.text(.hosts) {
      let list: HostList
      do {
        list = try HostList(yaml: String(decoding: try WholeFile.bytes(at: path), as: UTF8.self))
      } catch let error as SystemError {
        throw UserError(
          "'\(path)' cannot be read: \(error.message)", exitCode: ExitCode(for: error))
      } catch let error as HostError {
        throw UserError("\(path):\(error)")
      }
      hosts += list.hosts
      shell = shell ?? list.shell
    }
    var names: Set<String> = []
    for host in hosts where !names.insert(host.name).inserted {
      throw UserError(
        "the host '\(host.name)' is named twice; give it one entry, with more slots")
    }
    self.hosts = hosts
    self.shell = shell == [] ? nil : shell
  }

  /// The words of a command line that name the same hosts.
  static func words(_ arguments: Arguments) -> [String] {
    arguments.texts(.host).flatMap { [Option.host.name, $0] }
      + [Option.hosts, .via, .ssh].flatMap { option in
        arguments.text(option).map { [option.name, $0] } ?? []
      }
  }
}
