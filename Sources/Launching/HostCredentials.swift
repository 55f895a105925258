package import Hosts
package import Keys
import Processes
import ZeroMQ

/// The keys of a run that has hosts: its own, beside the results file, so that it lets in no
/// peer of other coordinators of this user.
package struct HostCredentials {
  /// The folder of the coordinator's key and of the list of those that may come in: `RESULTS-hosts`.
  package let keys: KeyFolder
  /// The key file of this machine's own worker.
  package let localKey: String

  /// Where it is written down what hosts are brought, for the process that launches workers there.
  package let delivery: String

  /// Makes the coordinator's key if there is none, and one for the local worker.
  package init(_ results: String) throws {
    let folder = HostRegistry.beside(results).folder
    keys = KeyFolder(folder)
    localKey = "\(folder)/local.key"
    delivery = "\(folder)/delivery"
    let coordinator = try keys.coordinatorOrNew()
    guard !Folder.exists(at: localKey) else { return }
    let name = try KeyName("local")
    let pair = CurveKeyPair()
    let file = KeyFile(name: name, role: .worker, pair: pair, coordinator: coordinator.publicKey)
    try keys.change { (list) throws(KeyError) in
      if list.entries.contains(where: { $0.name == name }) { try list.remove(name) }
      try list.add(.init(name: name, role: .worker, key: pair.publicKey))
      try file.write(to: localKey)
    }
  }
}

extension HostCredentials {
  /// Where a coordinator has to listen for hosts: behind tunnels, nobody else needs to reach it.
  package static func listeningAddress(for hosts: [RemoteHost]) -> String {
    hosts.allSatisfy { $0.route == .tunnel } ? "tcp://127.0.0.1:*" : "tcp://*:*"
  }
}
