/// The options of `launch`.
enum LaunchOptions {
  static let connect = Option(
    "--connect", value: "ADDRESS",
    "where the coordinator listens; * in it stands for this machine's name")
  static let workers = Option("--workers", value: "N", "how many workers, at most (default: 1)")
  static let slots = Option(
    "--slots", value: "N", "slots of each, and processors (default: those of one training)")
  static let partition = Option("--partition", value: "NAME", "the partition or queue")
  static let account = Option("--account", value: "NAME", "the account that pays")
  static let constraint = Option("--constraint", value: "WORDS", "features that nodes must have")
  static let resources = Option("--gres", value: "WORDS", "resources of each, such as gpu:1")
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
    "--memory", value: "SIZE",
    "of each worker, such as 40G, or 4Gi of Kubernetes (default: what its trainings need)")
  static let directive = Option(
    "--directive", value: "WORDS", repeats: true,
    "further directives for the scheduler, such as '--qos=high'; may be repeated")
  static let setup = Option(
    "--setup", value: "LINE", repeats: true,
    "what a job does first, such as 'module load cuda'; may be repeated")
  static let dataClaim = Option(
    "--data-claim", value: "NAME", "kubernetes: a volume claim with data sets, for all to read")
  static let apply = Option("--apply", "kubernetes: hand the manifests to kubectl")
}

extension Option {
  static let time = Option("--time", value: "TIME", "how long each may work, such as 2h")
}
