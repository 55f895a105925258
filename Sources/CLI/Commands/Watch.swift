import Glibc
import Processes
import Reports

extension Command {
  /// The progress of a sweep that somebody else runs.
  static let watch = Command(
    name: "watch", summary: "follow a sweep that runs elsewhere", synopsis: "[options]",
    discussion: """
      Shows what 'sweep run' shows: from the results file, in another window or on another machine
      that sees the file, or with --connect from the coordinator itself. Looks twice a second and
      disturbs nobody; while somebody coordinates on this machine, who does says when there is news.
      A coordinator that asks for keys lets in a reader's, which can do nothing else:
      'sweep keys new eve --role reader', there, makes one.

      Ends when all trials have: exit code 0 if all are done, 1 if some failed for good. 3: the
      coordinator does not answer, does not let in this key, or has stopped before the end. Ctrl-C
      ends the watch and not the sweep.
      """,
    example: "sweep watch --connect tcp://10.0.0.5:5555 --key eve.key",
    options: [
      .progress, .connect, .key, .serverKey, .patience, .sweep, .results,
    ]
  ) { arguments in
    var display = ProgressDisplay(try arguments.progressMode())
    var source = try arguments.progressSource(timeout: .seconds(60), follows: true)
    let clock = SuspendingClock()
    let start = clock.now
    var told: Int?
    var remark: String?
    while true {
      let (snapshot, isLast) = try source.look()
      let now = start.duration(to: clock.now)
      // Failures before the watch began are no news.
      if let told, snapshot.failureCount > told { display.tellFailure(snapshot) }
      told = snapshot.failureCount
      // That nobody answers is told once, where no picture does.
      if let new = snapshot.remark, remark == nil { display.remark(new) }
      remark = snapshot.remark
      if isLast || display.isDue(snapshot.counts, at: now) { display.show(snapshot, at: now) }
      guard !isLast else {
        if snapshot.counts.open == 0 {
          return snapshot.counts.failed > 0 ? .trialsFailed : .success
        }
        Output.note("the coordinator has stopped; 'sweep serve' with the same spec goes on")
        return .unreachable
      }
      usleep(500_000)
    }
  }
}
