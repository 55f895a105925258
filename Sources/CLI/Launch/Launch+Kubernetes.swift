import Commands
import Documents
import Launching
import Planning
import Processes
import Specs
import Sweeps

extension Command {
  /// Prints manifests for Kubernetes, or hands them over.
  static func launchKubernetes(_ arguments: Arguments) throws {
    let prepared = try PlannedSweep(
      arguments.operands[1], overrides: arguments.overrides(), resultsPath: arguments.resultsPath)
    guard prepared.plan.sweep.code == nil else {
      throw UserError(
        "Kubernetes is handed the spec and not the program beside it; make an image with both, in which"
          + " 'sweep serve' and 'sweep work --code FOLDER' run")
    }
    guard let image = arguments.text(LaunchOptions.image) else {
      throw UserError(
        "kubernetes needs --image REF, an image with sweep in it, such as the one docker/Dockerfile"
          + " makes")
    }
    var launch = KubernetesLaunch(prepared.plan.sweep.name, spec: prepared.text, image: image)
    launch.namespace = arguments.text(LaunchOptions.namespace) ?? launch.namespace
    launch.workers = try arguments.integer(LaunchOptions.workers, in: 1...4096) ?? 1
    let needs = prepared.spec.policy.limits.needs
    launch.slots = try arguments.integer(LaunchOptions.slots, in: 1...1024) ?? needs.slots
    let places = max(1, launch.slots / needs.slots)
    let memory =
      try arguments.bytes(LaunchOptions.memory) ?? (needs.memory > 0 ? needs.memory * places : nil)
    launch.memory = memory.map { "\(($0 + (1 << 20) - 1) >> 20)Mi" }
    launch.gpus = needs.gpus * places
    launch.tags = try arguments.list(.tags) ?? []
    if let shortfall = needs.shortfall(
      slots: launch.slots, gpus: launch.gpus, memory: memory ?? needs.memory, tags: launch.tags)
    {
      throw UserError("such workers could train nothing: \(shortfall)")
    }
    launch.dataClaim = arguments.text(LaunchOptions.dataClaim)
    if launch.dataClaim == nil, prepared.plan.sweep.data != Document(.text("digits")) {
      Output.note(
        "the data set has to be in the coordinator's image, or in a volume: --data-claim NAME; 'digits'"
          + " alone is part of the program")
    }
    let manifests = try launch.manifests()
    guard arguments.has(LaunchOptions.apply) else { return Output.print(manifests) }
    Output.print(try KubernetesLaunch.apply(manifests))
  }
}
