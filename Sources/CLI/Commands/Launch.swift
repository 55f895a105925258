import Documents
import Processes
import Schedulers
import Sweeps

extension Command {
  /// Workers where schedulers put them.
  static let launch = Command(
    name: "launch", summary: "have Slurm, PBS, Grid Engine or Kubernetes start workers",
    synopsis: "slurm|pbs|sge|kubernetes FILE [options]",
    discussion: """
      slurm, pbs, sge: hands in an array of jobs, each a worker for the coordinator that
      'sweep serve FILE' runs, and returns. --connect is where that listens. --print shows the script
      and hands in nothing. With --auto it stays, keeps as many workers queued or running as the open
      trials can use, asks less often when the queue refuses, and ends with the sweep. A worker takes
      no trial that it cannot finish in its job's time, finishes at SIGTERM, and a job that is
      requeued works on under its name. --auto ends, with exit code 69 and the reason, once all workers
      that came could train nothing. 'sweep status' shows the jobs. Nodes find this program, and
      the folder of a spec with a command, in the home they share; where they share none, --program
      says where this program lies on them. GPUs of a job are dealt among its trainings. The processors,
      the memory and the GPUs that the spec's needs name are asked for, of Grid Engine slots alone;
      --directive passes on other lines, and --setup is what a job does first. --time is 2h, 1d12h or as Slurm writes it, 1-12:00:00.

      kubernetes: prints manifests of a coordinator and its workers, for 'kubectl apply -f -'; --apply
      hands them over at once. Whoever can read them can read the keys in them.
      """,
    example: "sweep launch slurm sweeps/mnist-l2.yaml --connect 'tcp://*:5555' --workers 16",
    options: [
      LaunchOptions.connect, LaunchOptions.workers, LaunchOptions.slots, .time,
      LaunchOptions.partition, LaunchOptions.account, LaunchOptions.constraint,
      LaunchOptions.resources, LaunchOptions.directive, LaunchOptions.setup, .tags,
      LaunchOptions.maximumRunning, LaunchOptions.program,
      LaunchOptions.insecure, LaunchOptions.auto, LaunchOptions.print, LaunchOptions.image,
      LaunchOptions.namespace, LaunchOptions.memory, LaunchOptions.dataClaim, LaunchOptions.apply,
      .epochs, .set, .keys, .results,
    ], operands: 2...2,
    words: .these(Scheduler.all.map(\.name) + ["kubernetes"]),
    optionHint:
      "; what a scheduler takes besides goes by --directive, such as --directive '--qos=high'"
  ) { arguments in
    let name = arguments.operands[0]
    guard name != "kubernetes" else {
      try launchKubernetes(arguments)
      return .success
    }
    guard let scheduler = Scheduler.all.first(where: { $0.name == name }) else {
      let known = Scheduler.all.map(\.name) + ["kubernetes"]
      throw UserError(
        "nobody is known by '\(name)' who starts workers; there are \(known.joined(separator: ", "))"
          + suggestion(for: name, among: known))
    }
    try launch(by: scheduler, arguments)
    return .success
  }
}
