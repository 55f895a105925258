/// The options of `run` and `serve`.
enum RunOptions {
  static let jobs = Option(
    "--jobs", short: "-j", value: "N", "trainings at a time (default: the processors)")
  static let listen = Option("--listen", value: "ADDRESS", "where workers call")
  static let grace = Option(
    "--grace", value: "TIME",
    "after the first Ctrl-C or SIGTERM, how long trainings may take before they are handed back"
      + " (default: as long as they like)")
  static let insecure = Option("--insecure", "let in everybody, and encrypt nothing")
  static let budget = Option(
    "--budget", value: "TIME",
    "after so long, such as 2h, a search asks for no more configurations and a race deals no more blocks;"
      + " what is neither is raced, with further replicates until one is left or the time is over")
  static let keepGoing = Option(
    "--keep-going", "go on also when the first three trials fail for one cause")
  static let web = Option(
    "--web", value: "ADDRESS",
    "serve pages about the run at a port, or an address and a port; see 'sweep help web'")
  static let detach = Option("--detach", "go on behind, without a terminal")
}
