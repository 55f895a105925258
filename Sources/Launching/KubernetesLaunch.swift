import Keys
import Kubernetes
import Processes
import ZeroMQ

/// A coordinator and its workers in a cluster of Kubernetes.
package struct KubernetesLaunch: Sendable {
  /// The sweep's name, from which all objects have theirs.
  package var sweep: String
  /// The text of the spec, with the command line's changes in it.
  package var spec: String
  /// An image with this program in it.
  package var image: String
  /// The namespace that all objects are made in; it has to be there.
  package var namespace = "default"
  /// The number of workers, a pod each; at least 1.
  package var workers = 1
  /// Trainings at a time in each.
  package var slots = 1
  /// Memory of each worker, as Kubernetes writes it; nil for 1 GiB a slot.
  package var memory: String?
  /// GPUs of each worker; 0 asks for none.
  package var gpus = 0
  /// Tags that each worker is said to have; empty for none.
  package var tags: [String] = []
  /// A volume claim with data sets; nil for none.
  package var dataClaim: String?

  /// Makes a launch of one worker with one slot.
  ///
  /// - Parameters:
  ///   - sweep: its name.
  ///   - spec: its text, and no path.
  ///   - image: a reference, such as `registry.example.org/sweep:0.1`.
  package init(_ sweep: String, spec: String, image: String) {
    self.sweep = sweep
    self.spec = spec
    self.image = image
  }

  /// All objects as YAML, with keys that were made for them.
  package func manifests() throws -> String {
    let name = "sweep-\(KubernetesLaunch.label(sweep))"
    let coordinator = CurveKeyPair()
    let keys = WorkerKeys("worker", count: workers, coordinator: coordinator.publicKey)
    let key = KeyFile(
      name: try KeyName("coordinator"), role: .coordinator, pair: coordinator, coordinator: nil)
    let folders = Manifests.folders
    return Manifests(
      name: name, namespace: namespace, image: image,
      workers: workers, processors: slots, memory: memory ?? "\(slots)Gi",
      serve: [
        "sweep", "serve", "\(folders.configuration)/sweep.yaml", "--listen",
        "tcp://*:\(Manifests.port)", "--keys", folders.keys, "--results",
        "\(folders.results)/sweep.sqlite", "--network-disk", "--log-format", "text",
      ].map(\.shellQuoted).joined(separator: " "),
      work: [
        "sweep", "work", "tcp://\(Manifests.host(of: name)):\(Manifests.port)", "--key",
        "\(folders.keys)/worker.key", "--slots", "\(slots)", "--grace", "45s", "--log-format",
        "text",
      ].map(\.shellQuoted).joined(separator: " ")
        + (tags.isEmpty ? "" : " --tags \(tags.joined(separator: ",").shellQuoted)"),
      configuration: [("sweep.yaml", spec)],
      serverKeys: [("coordinator.key", key.text), ("allowed", try keys.allowList.text)],
      workerKeys: try keys.pairs.indices.map { ("worker-\($0).key", try keys.text(of: $0)) },
      // Some trials failed for good; a bad spec; a damaged file.
      finalCodes: [1, 2, 4], dataClaim: dataClaim, gpus: gpus
    ).text
  }

  /// Hands manifests to `kubectl`; gives what that says.
  package static func apply(_ manifests: String) throws(LaunchError) -> String {
    let kubectl = Command(
      "kubectl", arguments: ["apply", "-f", "-"], environment: CurrentProcess.environment)
    let said: CommandOutput
    do throws(SystemError) {
      said = try kubectl.output(reading: Array(manifests.utf8), within: .seconds(120))
    } catch {
      throw LaunchError(
        "there is no kubectl on this machine; install it, or leave out --apply and hand the manifests"
          + " over where there is one", cause: error)
    }
    guard said.status == .exited(0) else {
      throw LaunchError(
        "kubectl: \(said.errors.split(separator: "\n").first ?? "it failed without a word")")
    }
    return said.output
  }

  /// A name that Kubernetes takes: lower-case letters, digits and hyphens, at most 40.
  private static func label(_ name: String) -> String {
    let plain = name.lowercased().map { character in
      character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
    }
    var label = String(plain.prefix(40))
    while label.last == "-" { label.removeLast() }
    return label
  }
}
