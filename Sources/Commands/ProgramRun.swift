import Processes
import Sweeps

/// One program from its start to its end, and all that it leaves behind.
struct ProgramRun {
  /// The reason why it was ended by us.
  enum Interruption: Hashable {
    /// Our own worker wants the slot: the trial is not wanted, or has taken too long.
    case told
    /// Nobody waits for it any more.
    case abandoned
    /// The program has measured all that is asked of it.
    case measured
  }

  struct Ending {
    let status: ExitStatus
    let interruption: Interruption?
  }

  /// How far a program is with what is asked of it.
  enum Progress: Hashable {
    case short
    /// The program has measured all that is asked of it, and may be about to end.
    case enough
    /// The program has measured more, and goes on.
    case more
  }

  /// How long a program that is asked to end may take to do so.
  static let grace = Duration.seconds(5)
  /// How often what it writes is looked at.
  static let pace = Duration.milliseconds(100)
  /// How far apart small pieces of what it prints are taken in: many a program ends right after its only line, and
  /// closing its streams is no news.
  static let breath = Duration.milliseconds(1)

  let tail: OutputTail
  let sources: MetricSources
  let caller: Int32?

  /// Runs the program; when this returns, nothing of it is left.
  ///
  /// - Parameters:
  ///   - timeout: how long one that has measured enough may take to end by itself.
  ///   - look: is called now and then while it runs.
  func callAsFunction(
    _ command: Command, timeout: () -> Duration = { .zero }, look: () -> Progress
  ) throws(SystemError) -> Ending {
    // Set before the program is there: what it leaves behind comes to us, and what ends us, ends it.
    CurrentProcess.adoptOrphans()
    CurrentProcess.outliveParent()
    // The worker asks with SIGUSR2; SIGTERM may be a scheduler's, and the worker's to think about.
    let signals = try Signals([.user2])
    let child = try command.start()
    let clock = ContinuousClock()
    var interruption: Interruption?
    var deadline: ContinuousClock.Instant?
    var nextLook = clock.now + ProgramRun.pace
    var enoughAt: ContinuousClock.Instant?
    var rounds = 0
    var streams = ProgramRun.streams(of: child)
    var rests = false
    while true {
      let heard = rests ? [] : streams.map(\.number)
      let ready = try Descriptor.wait(
        forReadable: [child.ending.number, signals.descriptor.number] + heard,
        orClosed: interruption == nil ? caller.map { [$0] } ?? [] : [],
        upTo: rests ? ProgramRun.breath : min(nextLook - clock.now, ProgramRun.pace))
      let hasEnded = ready.contains(child.ending.number)
      let spoke = streams.filter { ready.contains($0.number) }
      var count = 0
      for stream in spoke {
        if let more = try drain(stream.kind, of: child) {
          count += more
        } else {
          streams.removeAll { $0 == stream }
        }
      }
      rests = !spoke.isEmpty && count < 4096
      if hasEnded { break }
      if interruption == nil {
        if ready.contains(signals.descriptor.number), signals.nextSignal() != nil {
          interruption = .told
        }
        if let caller, ready.contains(caller) { interruption = .abandoned }
        if interruption != nil {
          child.send(.terminate)
          deadline = clock.now + ProgramRun.grace
        }
      }
      if let deadline, clock.now >= deadline { child.send(.kill) }
      if clock.now >= nextLook {
        rounds += 1
        // Of a program that ends before, whoever leaves its directory there does it.
        tail.save()
        sources.read(searching: rounds % 5 == 1)
        let progress = look()
        if progress != .short { enoughAt = enoughAt ?? clock.now }
        let isOver = progress == .more || enoughAt.map { clock.now - $0 >= timeout() } ?? false
        if isOver, interruption == nil {
          interruption = .measured
          child.send(.terminate)
          deadline = clock.now + ProgramRun.grace
        }
        nextLook = clock.now + ProgramRun.pace
      }
    }
    // While the number still is the program's, all of its group; then whatever has left the group.
    child.send(.kill)
    let status = try child.wait()
    CurrentProcess.endChildren()
    for stream in streams { _ = try drain(stream.kind, of: child, most: .max) }
    tail.finish()
    sources.finish()
    return Ending(status: status, interruption: interruption)
  }

  /// One of the two pipes into which it prints: a bar that is drawn on one leaves lines of the other
  /// whole.
  private struct Stream: Hashable {
    let kind: Source.Kind
    let number: Int32
  }

  private static func streams(of child: Child) -> [Stream] {
    // The first is its end, and both streams are pipes.
    zip([.output, .errors], child.readable.dropFirst())
      .map { Stream(kind: $0, number: $1) }
  }

  /// Takes in what it has printed, and tells how much that was; nil once nobody is left who could print more.
  private func drain(
    _ kind: Source.Kind, of child: Child, most: Int = 1 << 20
  ) throws(SystemError) -> Int? {
    var count = 0
    while count < most {
      switch kind == .output ? try child.output?.read() : try child.errorOutput?.read() {
      case .bytes(let bytes)?:
        tail.append(bytes, from: kind)
        sources.print(bytes, on: kind)
        count += bytes.count
      case .wouldBlock?: return count
      case .end?, nil: return nil
      }
    }
    return count
  }
}
