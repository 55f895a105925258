import Cluster
import Documents
import Reports
import Runtime
import Sweeps

/// Shows people how a run goes.
final class Watcher {
  private let picture: RunPicture
  private var display: ProgressDisplay

  init(_ picture: RunPicture, mode: ProgressMode) {
    self.picture = picture
    display = ProgressDisplay(mode)
  }

  /// Says where workers can call, if others than our own are meant to, and what they need for it.
  func begin(listeningAt endpoint: String, withKeys: Bool) {
    guard display.mode != .none else { return }
    let key = withKeys ? " --key NAME.key" : ""
    note(
      "listening at \(endpoint); start workers with: sweep work \(Endpoint.callable(endpoint))\(key)"
    )
  }

  /// Takes in what happened.
  func take(_ event: CoordinatorLoop.Event) {
    switch event {
    case .line(let line): note(line)
    case .door(let event): note("\(event)")
    case .draining: note("finishing what is in training; Ctrl-C again stops at once")
    case .full(let sentence):
      note("\(sentence); nothing is lost, and all goes on when there is room")
    case .hasRoom: note("the disk has room again")
    case .recorded(let record): take(record)
    case .progress(let progress): show(progress)
    }
  }

  /// Leaves the terminal as it should be found.
  func end() {
    picture.end()
    display.end(picture.snapshot, at: picture.elapsed)
  }

  private func take(_ record: Coordinator.Record) {
    if case .quarantined(let session) = record {
      note(
        "\(picture.name(session)) gets no more work: it failed what others could train;"
          + " look at 'sweep trials', mend it and start it again; 'sweep retry --host' trusts it again"
      )
    }
    if case .forgiven(let host) = record { note("workers of \(host) get work again") }
    picture.take(record)
    if case .failed = record { display.tellFailure(picture.snapshot) }
  }

  private func show(_ progress: Coordinator.Progress) {
    picture.take(progress)
    guard display.isDue(picture.snapshot.counts, at: picture.elapsed) else { return }
    picture.refreshBest()
    display.show(picture.snapshot, at: picture.elapsed)
  }

  /// Names, addresses and what a worker prints come from elsewhere.
  private func note(_ line: String) { display.note(line.printable) }
}
