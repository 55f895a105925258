import Keys
import Kubernetes
import Processes
import Reports
import Specs
import Sweeps
import ZeroMQ

/// A coordinator and its workers in a cluster of Kubernetes.
struct KubernetesLaunch {
  private let arguments: Arguments
  private let prepared: Preparation

  init(_ arguments: Arguments) throws {
    self.arguments = arguments
    prepared = try Preparation(
      arguments.operands[1], overrides: arguments.overrides(), resultsPath: arguments.resultsPath)
  }

  func run() throws {
    let text = try manifests().text
    guard arguments.has(LaunchOptions.apply) else { return Output.print(text) }
    let kubectl = Processes.Command(
      "kubectl", arguments: ["apply", "-f", "-"], environment: CurrentProcess.environment)
    let said: CommandOutput
    do {
      said = try kubectl.output(reading: Array(text.utf8), within: .seconds(120))
    } catch {
      throw UserError(
        "there is no kubectl on this machine; install it, or leave out --apply and hand the manifests"
          + " over where there is one")
    }
    Output.print(said.output)
    guard said.status == .exited(0) else {
      throw UserError(
        "kubectl: \(said.errors.split(separator: "\n").first ?? "it failed without a word")")
    }
  }

  private func manifests() throws -> Manifests {
    guard let image = arguments.text(LaunchOptions.image) else {
      throw UserError(
        "kubernetes needs --image REF, an image with sweep in it, such as the one docker/Dockerfile"
          + " makes")
    }
    let slots = try arguments.integer(LaunchOptions.slots, in: 1...1024) ?? 1
    let workers = try arguments.integer(LaunchOptions.workers, in: 1...4096) ?? 1
    let name = "sweep-\(KubernetesLaunch.label(prepared.plan.sweep.name))"
    let claim = arguments.text(LaunchOptions.dataClaim)
    if claim == nil, prepared.spec.sweep.data != Document(.text("digits")) {
      Output.note(
        "the data set has to be in the image, or in a volume: --data-claim NAME; 'digits' alone is part"
          + " of the program")
    }
    let coordinator = CurveKeyPair()
    let keys = WorkerKeys("worker", count: workers, coordinator: coordinator.publicKey)
    let folders = Manifests.folders
    return Manifests(
      name: name, namespace: arguments.text(LaunchOptions.namespace) ?? "default", image: image,
      workers: workers, processors: slots,
      memory: arguments.text(LaunchOptions.memory) ?? "\(slots)Gi",
      serve: [
        "sweep", "serve", "\(folders.configuration)/sweep.yaml", "--listen",
        "tcp://*:\(Manifests.port)", "--keys", folders.keys, "--results",
        "\(folders.results)/sweep.sqlite", "--network-disk", "--log-format", "text",
      ].map(\.shellQuoted).joined(separator: " "),
      work: [
        "sweep", "work", "tcp://\(Manifests.host(of: name)):\(Manifests.port)", "--key",
        "\(folders.keys)/worker.key", "--slots", "\(slots)", "--grace", "45s", "--log-format",
        "text",
      ].map(\.shellQuoted).joined(separator: " "),
      configuration: [("sweep.yaml", prepared.text)],
      serverKeys: [
        (
          "coordinator.key",
          KeyFile(
            name: try KeyName("coordinator"), role: .coordinator, pair: coordinator,
            coordinator: nil
          ).text
        ),
        ("allowed", try keys.allowList.text),
      ],
      workerKeys: try keys.pairs.indices.map { ("worker-\($0).key", try keys.text(of: $0)) },
      // Some trials failed for good; a bad spec; a damaged file.
      finalCodes: [1, 2, 4], dataClaim: claim)
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
