import Documents
import YAML

/// The hosts that a file names.
///
/// ```yaml
/// ssh: ssh -F cluster.conf            # what to run instead of ssh; may be left out
/// hosts:
///   - ada
///   - bob@10.0.0.7:8                  # 8 slots
///   - { host: eve, slots: 4, via: tunnel, program: /opt/sweep/sweep }
/// ```
package struct HostList: Hashable, Sendable {
  /// The hosts in the order of the file; at least one.
  package let hosts: [RemoteHost]
  /// The words of another ssh, if one is asked for.
  package let shell: [String]?

  /// - Throws: naming the line and column of what is no list of hosts.
  package init(yaml text: String) throws(HostError) {
    let node: Node
    do {
      node = try Node(parsing: text)
    } catch {
      throw HostError(error.mark, error.message)
    }
    var shell: [String]?
    var hosts: [RemoteHost] = []
    for (key, value, mark) in try HostList.pairs(of: node, known: ["hosts", "ssh"]) {
      switch key {
      case "ssh":
        shell = try HostList.text(value, of: key).split(separator: " ").map(String.init)
        guard shell != [] else {
          throw HostError(mark, "ssh is a command, such as ssh -F FILE")
        }
      default:
        guard case .sequence(let nodes) = value.content, !nodes.isEmpty else {
          throw HostError(mark, "hosts is a list, such as [ada, bob@10.0.0.7:8]")
        }
        for node in nodes { hosts.append(try HostList.host(node)) }
      }
    }
    guard !hosts.isEmpty else { throw HostError(node.mark, "a list of hosts needs 'hosts'") }
    self.hosts = hosts
    self.shell = shell
  }

  private static func host(_ node: Node) throws(HostError) -> RemoteHost {
    if case .scalar(let scalar) = node.content {
      do throws(HostError) {
        return try RemoteHost(scalar.text)
      } catch {
        throw HostError(node.mark, error.description)
      }
    }
    var destination: String?
    var slots: Int?
    var route = RemoteHost.Route.direct
    var program: String?
    for (key, value, _) in try pairs(of: node, known: ["host", "slots", "via", "program"]) {
      let text = try text(value, of: key)
      switch key {
      case "host": destination = text
      case "slots":
        guard let number = Int(text), RemoteHost.slotRange.contains(number) else {
          throw HostError(value.mark, "slots is a whole number from 1 to 1024, not '\(text)'")
        }
        slots = number
      case "via":
        guard let known = RemoteHost.Route(rawValue: text) else {
          throw HostError(value.mark, "via is direct or tunnel, not '\(text)'")
        }
        route = known
      default: program = text
      }
    }
    guard let destination else { throw HostError(node.mark, "an entry of hosts needs 'host'") }
    do throws(HostError) {
      return try RemoteHost(destination: destination, slots: slots, route: route, program: program)
    } catch {
      throw HostError(node.mark, error.description)
    }
  }

  private static func pairs(
    of node: Node, known: [String]
  ) throws(HostError) -> [(key: String, value: Node, mark: Mark)] {
    guard case .mapping(let pairs) = node.content else {
      throw HostError(node.mark, "here stand \(known.joined(separator: ", "))")
    }
    for pair in pairs where !known.contains(pair.key) {
      throw HostError(
        pair.mark, "there is no key '\(pair.key)'; known are \(known.joined(separator: ", "))")
    }
    return pairs.map { ($0.key, $0.value, $0.mark) }
  }

  private static func text(_ node: Node, of key: String) throws(HostError) -> String {
    guard case .scalar(let scalar) = node.content else {
      throw HostError(node.mark, "\(key) is one word")
    }
    return scalar.text
  }
}

extension HostError {
  fileprivate init(_ mark: Mark?, _ message: String) {
    self.init((mark.map { "\($0.line):\($0.column): " } ?? "") + message)
  }
}
