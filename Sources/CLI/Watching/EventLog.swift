import Cluster
import Documents
import Glibc
import Processes
import Reports
import Results
import Runtime
import Sweeps
import Trials

/// How a log is written.
enum LogFormat: String, CaseIterable {
  /// `2026-11-21T15:33:45Z joined worker=ada/4711 slots=8`
  case text
  /// The same as JSON Lines.
  case json
  case none
}

extension Option {
  static let logFormat = Option(
    "--log-format", value: "FORMAT", "a line an event on standard error: text, json or none")
}

extension Arguments {
  /// The form of the log; nil where progress is wanted rather than a log.
  func logFormat() throws(UserError) -> LogFormat? {
    try choice(.logFormat, among: LogFormat.allCases.map { ($0.rawValue, $0) })
  }
}

/// Writes one line an event, for logs that are read later, by people or programs.
struct EventLog {
  private let format: LogFormat

  init(_ format: LogFormat) { self.format = format }

  /// Writes one line: the time in UTC, the event, and its fields in their order.
  func write(_ event: String, _ fields: @autoclosure () -> KeyValuePairs<String, JSON> = [:]) {
    guard format != .none else { return }
    var now = time(nil)
    var parts = tm()
    gmtime_r(&now, &parts)
    var buffer = [CChar](repeating: 0, count: 32)
    strftime(&buffer, buffer.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
    let time = String(
      decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    let fields = fields()
    switch format {
    case .none: break
    case .text:
      let words = fields.map { "\($0.key)=\(EventLog.word($0.value))" }
      Output.note(([time, event] + words).joined(separator: " "))
    case .json:
      let members = [JSON.Member("time", .text(time)), JSON.Member("event", .text(event))]
      Output.note(JSON.object(members + fields.map { JSON.Member($0.key, $0.value) }).line)
    }
  }

  /// A value as one word: texts with spaces stand in quotes.
  private static func word(_ value: JSON) -> String {
    if case .text(let text) = value,
      text.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "\"") })
    {
      return text
    }
    return value.line
  }
}

/// Logs what happens at a coordinator.
final class CoordinatorLog {
  private let log: EventLog
  private let picture: LiveStatus
  private var plan: Plan { picture.open.plan }
  private var names: [Session: String] = [:]
  private var notes = RunNotes()

  /// - Parameter picture: the status that viewers elsewhere are shown.
  init(_ format: LogFormat, picture: LiveStatus) {
    log = EventLog(format)
    self.picture = picture
  }

  /// The first line: where workers can call.
  func begin(listeningAt endpoint: String, withKeys: Bool) {
    log.write(
      "listening",
      [
        "sweep": .text(plan.sweep.name), "endpoint": .text(endpoint),
        "keys": .boolean(withKeys),
        "trials": .integer(plan.trials.count),
      ])
  }

  func take(_ event: CoordinatorLoop.Event) {
    switch event {
    case .progress: break
    case .standing(let standing): picture.take(standing)
    case .line(let line): log.write("worker-said", ["line": .text(line)])
    case .draining: log.write("draining")
    case .full(let sentence): log.write("recording-waits", ["message": .text(sentence)])
    case .hasRoom: log.write("recording-goes-on")
    case .door(let event): take(event)
    case .decided(let decisions, let failures):
      picture.follow(decisions, failures: failures)
      for decision in decisions {
        for index in decision.configurations {
          let number = JSON.integer(decision.number)
          let kind = JSON.text(decision.kind.rawValue)
          let name = JSON.text(
            TrialLabel.configuration(
              plan.sweep.parameters.map(\.name), plan.configurations[index].labels))
          log.write(
            "decided",
            decision.until.map {
              ["number": number, "by": kind, "configuration": name, "until": .integer($0)]
            } ?? ["number": number, "by": kind, "configuration": name])
        }
      }
    case .extended(let plan, let decisions, let verdicts, let kept):
      picture.extend(to: plan, decisions: decisions, verdicts: verdicts, kept: kept)
      notes.renumber()
      log.write("extended", ["trials": .integer(picture.open.trials.count)])
    case .refused(let refusal):
      log.write(
        "refused",
        [
          "key": .text(refusal.peer.name), "what": .text(refusal.kind.rawValue),
          "message": .text("\(refusal)"),
        ])
    case .otherVersion(let version): log.write("other-version", ["version": .integer(version)])
    case .recorded(let entry):
      picture.take(entry)
      take(entry)
      for sentence in notes.take(entry, in: picture.open) {
        log.write("note", ["message": .text(sentence)])
      }
    }
  }

  private func take(_ event: AuthenticationEvent) {
    switch event {
    case .turnedAway(let key, let name, let address):
      log.write(
        "turned-away",
        [
          "address": .text(address), "key": .text(key),
          "name": .optional(name) { .text("\($0)") },
        ])
    case .listRead(let count, let revoked):
      log.write(
        "keys-read",
        [
          "allowed": .integer(count),
          "revoked": .list(revoked.map { .text("\($0)") }),
        ])
    case .listUnreadable(let error):
      log.write("keys-not-read", ["message": .text("\(error)")])
    }
  }

  private func take(_ entry: JournalEntry) {
    switch entry {
    case .joined(let session, let facts, let peer):
      names[session] = "\(facts.host)/\(facts.process)"
      log.write(
        "joined",
        [
          "worker": name(session), "slots": .integer(facts.slots), "kernel": .text(facts.kernel),
          "key": .optional(peer) { .text($0.name) },
        ])
    case .left(let session):
      log.write("left", ["worker": name(session)])
      names[session] = nil
    case .quarantined(let session):
      log.write("quarantined", ["worker": name(session)])
    case .reopened(let trial):
      log.write("reopened", ["trial": .text("\(picture.open.trials[trial].id)")])
    case .trusted(let host):
      log.write("trusted", ["host": .text(host)])
    case .adopted(let attempt, let session):
      log.write(
        "adopted",
        [
          "trial": id(attempt), "attempt": .integer(attempt.number), "worker": name(session),
        ])
    case .finished(let attempt, let outcome, let seconds):
      log.write(
        "finished",
        [
          "trial": id(attempt), "attempt": .integer(attempt.number), "of": label(attempt),
          "status": .text(outcome.outcome.status.rawValue), "seconds": .number(seconds),
        ])
    case .conflicted(let attempt, _, _):
      log.write(
        "conflict",
        ["trial": id(attempt), "attempt": .integer(attempt.number), "of": label(attempt)])
    case .failed(let attempt, let failure, let isFinal):
      log.write(
        isFinal ? "given-up" : "failed",
        [
          "trial": id(attempt), "attempt": .integer(attempt.number), "of": label(attempt),
          "cause": .text(failure.cause.rawValue), "message": .text(failure.message),
        ])
    case .lost(let attempt):
      log.write("lost", ["trial": id(attempt), "attempt": .integer(attempt.number)])
    case .returned(let attempt):
      log.write("returned", ["trial": id(attempt), "attempt": .integer(attempt.number)])
    case .judged(let verdict):
      for departure in verdict.departures {
        log.write(
          "out",
          [
            "configuration": .text(configuration(departure.configuration)),
            "block": .integer(verdict.block), "why": .text(departure.phrase(configuration)),
          ])
      }
    case .kept(let number):
      log.write("kept", ["configuration": .text(configuration(number))])
    case .drained(let host):
      log.write("draining-host", ["host": .text(host)])
    case .paused(let flag): log.write(flag ? "paused" : "resumed", [:])
    case .leased, .measured, .dealt, .annotated: break
    }
  }

  private func configuration(_ number: Int) -> String {
    TrialLabel.configuration(
      plan.sweep.parameters.map(\.name), plan.configurations[number].labels)
  }

  private func name(_ session: Session) -> JSON { .text(names[session] ?? "unknown") }

  private func id(_ attempt: NumberedAttempt) -> JSON {
    .text("\(picture.open.trials[attempt.trial].id)")
  }

  private func label(_ attempt: NumberedAttempt) -> JSON {
    let trial = picture.open.trials[attempt.trial]
    return .text(
      TrialLabel.trial(
        plan.sweep.parameters.map(\.name), plan.configurations[trial.configuration].labels,
        replicate: trial.replicate, fold: trial.fold, of: plan.sweep.evaluation))
  }
}

extension EventLog {
  /// Logs what happens at a worker.
  func take(_ event: Agent.Event) {
    switch event {
    case .called(let endpoint): write("calling", ["endpoint": .text(endpoint)])
    case .began: break
    case .ended(let attempt, nil):
      write(
        "trained", ["trial": .text("\(attempt.trial)"), "attempt": .integer(attempt.number)])
    case .ended(let attempt, let failure?):
      write(
        "failed",
        [
          "trial": .text("\(attempt.trial)"), "attempt": .integer(attempt.number),
          "cause": .text(failure.cause.rawValue), "message": .text(failure.message),
        ])
    case .unable(let attempt, let failure):
      write("unable", ["trial": .text("\(attempt.trial)"), "message": .text(failure.message)])
    case .lostRunner(let status): write("lost-runner", ["how": .text(status.words)])
    case .inherited(let count): write("inherited", ["results": .integer(count)])
    case .cannotKeep(let error):
      write("not-kept", ["message": .text("a result is kept in memory only: \(error)")])
    case .turnedAway(let refused): write("turned-away", ["message": .text("\(refused)")])
    case .waits(let rejection):
      write("waits", ["message": .text("\(rejection); this worker calls again")])
    case .draining(let signal): write("draining", ["signal": .text("\(signal)")])
    }
  }
}
