import Glibc
import Reports

extension Command {
  /// The progress of a sweep that somebody else runs.
  static let watch = Command(
    name: "watch", summary: "follow a sweep that runs elsewhere, from its results file",
    synopsis: "[options]",
    discussion: """
      Shows what 'sweep run' shows, from the results file alone: in another window, or from another
      machine that sees the file. Looks twice a second and disturbs nobody. Ends when all trials
      have: exit code 0 if all are done, 1 if some failed for good. Ctrl-C ends the watch and not the
      sweep.
      """,
    example: "sweep watch --progress plain",
    options: [.progress, .sweep, .results]
  ) { arguments in
    var display = ProgressDisplay(try arguments.progressMode())
    let clock = SuspendingClock()
    let start = clock.now
    var told: Int?
    while true {
      let snapshot = try Recorded(arguments).snapshot()
      let now = start.duration(to: clock.now)
      // Failures before the watch began are no news.
      if let told, snapshot.failures.count > told { display.tellFailure(snapshot) }
      told = snapshot.failures.count
      let isOver = snapshot.counts.open == 0
      if isOver || display.isDue(snapshot.counts, at: now) { display.show(snapshot, at: now) }
      if isOver { return snapshot.counts.failed > 0 ? .trialsFailed : .success }
      usleep(500_000)
    }
  }
}
