import Control
import Documents
import Glibc
import HTTPServer
import Reports
import Results
import Store
import Web

/// Tells pages how sweeps stand, as soon as that is known.
///
/// It looks at nothing while no page is open. News of a sweep comes from its coordinator where one runs on
/// this machine, else from the file.
final class PageFeed {
  private let path: String
  private let server: Server
  private var coordinator: FollowedCoordinator<ControlClient>?
  private var told: [String: String] = [:]

  /// News of one sweep is told once in this time at most: 200 pages cost a run what each of its events costs.
  private static let pause = Duration.seconds(1)

  init(of path: String, to server: Server) {
    self.path = path
    self.server = server
  }

  /// Tells pages until the process ends.
  func run() -> Never {
    while true {
      let start = ContinuousClock.now
      let topics = server.topics
      told = told.filter { topics.contains($0.key) }
      if topics.isEmpty { coordinator = nil }
      for sweep in topics { tell(sweep) }
      let rest = PageFeed.pause - (ContinuousClock.now - start)
      if rest > .zero { usleep(UInt32(rest / .microseconds(1))) }
    }
  }

  private func tell(_ sweep: String) {
    let event: ServerEvent
    do {
      // No name stands for the list of all.
      event =
        sweep.isEmpty
        ? ServerEvent("sweeps", try RecordedPages.sweeps(in: path).line)
        : ServerEvent("status", try snapshot(of: sweep).json.line)
    } catch {
      event = ServerEvent("trouble", Main.sentence(for: error).printable)
    }
    // A page that comes later is told by the server what was told last.
    guard told[sweep] != event.text else { return }
    told[sweep] = event.text
    server.publish(event, to: sweep)
  }

  private func snapshot(of sweep: String) throws -> ProgressSnapshot {
    let recorded = try SweepReader(path: path, name: sweep)
    guard try recorded.file.activity(of: recorded.sweep.id) != nil else {
      return try recorded.snapshot()
    }
    // Where the path is too long for a socket, the file tells.
    if coordinator == nil, let line = try? ControlClient(beside: path) {
      coordinator = FollowedCoordinator(line)
    }
    if let (live, _) = try coordinator?.look(for: .milliseconds(300)),
      live.sweep == recorded.sweep.name
    {
      return live
    }
    var snapshot = try recorded.snapshot()
    if coordinator?.isSilent == true {
      snapshot.remark =
        ControlClient.isDenied(beside: path)
        ? "the process that coordinates answers its own user alone; this is what the file tells"
        : "the process that coordinates does not answer"
    }
    return snapshot
  }
}
