import Reports
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
      requeued works on under its name. 'sweep status' shows the jobs. Nodes find this program in
      the home they share; where they share none, --program says where it lies on them.

      kubernetes: prints manifests of a coordinator and its workers, for 'kubectl apply -f -'; --apply
      hands them over at once. Whoever can read them can read the keys in them.
      """,
    example: "sweep launch slurm sweeps/mnist-l2.yaml --connect 'tcp://*:5555' --workers 16",
    options: [
      LaunchOptions.connect, LaunchOptions.workers, LaunchOptions.slots, .time,
      LaunchOptions.partition, LaunchOptions.account, LaunchOptions.constraint,
      LaunchOptions.resources, LaunchOptions.maximumRunning, LaunchOptions.program,
      LaunchOptions.insecure, LaunchOptions.auto, LaunchOptions.print, LaunchOptions.image,
      LaunchOptions.namespace, LaunchOptions.memory, LaunchOptions.dataClaim, LaunchOptions.apply,
      .epochs, .set, .keys, .results,
    ], operands: 2...2,
    words: .these(Scheduler.all.map(\.name) + ["kubernetes"])
  ) { arguments in
    let name = arguments.operands[0]
    guard name != "kubernetes" else {
      try KubernetesLaunch(arguments).run()
      return .success
    }
    guard let scheduler = Scheduler.all.first(where: { $0.name == name }) else {
      let known = Scheduler.all.map(\.name) + ["kubernetes"]
      throw UserError(
        "nobody is known by '\(name)' who starts workers; there are \(known.joined(separator: ", "))"
          + suggestion(for: name, among: known))
    }
    try SchedulerLaunch(scheduler, arguments).run()
    return .success
  }
}

/// The options of `launch`.
enum LaunchOptions {
  static let connect = Option(
    "--connect", value: "ADDRESS",
    "where the coordinator listens; * in it stands for this machine's name")
  static let workers = Option("--workers", value: "N", "how many workers, at most (default: 1)")
  static let slots = Option("--slots", value: "N", "trainings at a time in each (default: 1)")
  static let partition = Option("--partition", value: "NAME", "the partition or queue")
  static let account = Option("--account", value: "NAME", "who pays")
  static let constraint = Option("--constraint", value: "WORDS", "what nodes must be")
  static let resources = Option("--gres", value: "WORDS", "what else each needs, such as gpu:1")
  static let maximumRunning = Option(
    "--max-parallel", value: "N", "how many may run at a time (default: all)")
  static let program = Option(
    "--program", value: "PATH", "where sweep lies on the nodes (default: a copy in your home)")
  static let insecure = Option("--insecure", "the coordinator lets in everybody: make no keys")
  static let auto = Option("--auto", "stay, and keep as many workers as the open trials can use")
  static let print = Option("--print", "show the script, and hand in nothing")
  static let image = Option("--image", value: "REF", "kubernetes: an image with sweep in it")
  static let namespace = Option(
    "--namespace", value: "NAME", "kubernetes: where all of it lives (default: default)")
  static let memory = Option(
    "--memory", value: "SIZE", "kubernetes: of each worker, such as 4Gi (default: 1Gi a slot)")
  static let dataClaim = Option(
    "--data-claim", value: "NAME", "kubernetes: a volume claim with data sets, for all to read")
  static let apply = Option("--apply", "kubernetes: hand the manifests to kubectl")
}

extension Option {
  static let time = Option("--time", value: "TIME", "how long each may work, such as 2h")
}
