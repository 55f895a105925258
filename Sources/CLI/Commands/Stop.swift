import Glibc
import Processes
import Store

extension Command {
  /// The end of a coordinator that runs somewhere behind.
  static let stop = Command(
    name: "stop", summary: "end the coordinator of a results file, in good order",
    synopsis: "[options]",
    discussion: """
      Asks whoever coordinates into the results file, 'sweep run' or 'sweep serve', to finish what is
      in training and go, and waits until it has. Ctrl-C ends the waiting only. The same 'sweep serve'
      line goes on later.
      """,
    example: "sweep stop --now", options: [StopOptions.now, .results]
  ) { arguments in
    let path = arguments.resultsPath
    guard let writer = try ResultsReader(at: path).writer else {
      throw UserError("nobody coordinates into '\(path)'; there is nothing to stop")
    }
    kill(pid_t(writer), SIGTERM)
    if arguments.has(StopOptions.now) {
      // Being told twice is being told to stop at once; two signals at a time may come in as one.
      usleep(200_000)
      kill(pid_t(writer), SIGTERM)
    }
    Output.note("told process \(writer) to stop; waiting for it")
    while WriterLock.holder(of: path) == writer { usleep(100_000) }
    return .success
  }
}

private enum StopOptions {
  static let now = Option("--now", "hand back what is in training instead of finishing it")
}
