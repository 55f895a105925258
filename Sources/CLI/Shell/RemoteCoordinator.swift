import Control
import Keys
import Processes
import Reports
import Results
import Runtime

/// A coordinator on any machine, of which something is asked.
struct RemoteCoordinator: ~Copyable {
  let endpoint: String
  let key: WorkerKey?
  let timeout: Duration
  /// The sweep of a queue that is meant; nil of a coordinator that has one sweep.
  private let sweep: String?
  private var control: RemoteControl

  /// After so long without an answer, people are told what is waited for.
  private static let silence = Duration.seconds(2)

  init(_ endpoint: String, _ arguments: Arguments) throws {
    guard !arguments.has(.results) else {
      throw UserError(
        "--connect asks a coordinator, which has its results file; leave out --results")
    }
    let endpoint = try Endpoint.checked(endpoint)
    let timeout = try arguments.duration(.patience) ?? .seconds(10)
    let key = try arguments.key(for: [.operator, .reader, .worker])
    let control = try RemoteControl(at: endpoint, key: key)
    sweep = arguments.knows(.sweep) ? arguments.text(.sweep) : nil
    self.endpoint = endpoint
    self.key = key
    self.timeout = timeout
    self.control = control
  }

  /// Has something done.
  mutating func ask(_ request: ControlRequest) throws {
    switch try answer(to: request.about(sweep)) {
    case .granted: return
    case .refused(let reason): throw UserError(reason)
    case .ending:
      throw UserError(
        "the coordinator at \(endpoint) sends its workers home and takes nothing up any more",
        exitCode: .temporary)
    case .status, .keys, .output, .queue: throw silence
    }
  }

  /// The answer to a request; people are told when it takes long.
  mutating func answer(to request: ControlRequest) throws -> ControlAnswer {
    control.ask(request)
    let told = min(timeout, RemoteCoordinator.silence)
    var answer = try control.answer(within: told)
    if answer == nil, timeout > told {
      Output.note("waiting for the coordinator at \(endpoint), which has not answered yet")
      answer = try control.answer(within: timeout - told)
    }
    guard let answer else { throw silence }
    return answer
  }

  private var silence: UserError {
    UserError(
      control.refused?.description
        ?? "no coordinator answered at \(endpoint) for \(timeout.text); what was asked may still be done"
        + " when it goes on; check address and firewall", exitCode: .unreachable)
  }

  /// How its sweep stands.
  mutating func snapshot() throws -> ProgressSnapshot {
    control.ask(ControlRequest.status(after: 0).about(sweep))
    guard case .status(let status)? = try control.answer(within: timeout),
      let snapshot = ProgressSnapshot(json: status.picture)
    else {
      throw UserError(
        "the coordinator at \(endpoint) has done what was asked, and does not say how its sweep stands;"
          + " 'sweep status --connect \(endpoint)' asks again", exitCode: .unreachable)
    }
    return snapshot
  }

  /// Waits until it has ended, or is not heard of any more.
  mutating func awaitEnd() throws {
    var position = 0
    while true {
      control.ask(ControlRequest.status(after: position).about(sweep))
      // While nothing is recorded nothing is said: a question of the present tells silence from an end.
      guard let answer = try control.answer(within: timeout) else {
        guard position > 0 else { return }
        position = 0
        continue
      }
      guard case .status(let status) = answer, !status.isLast else { return }
      position = status.position
    }
  }
}

extension Arguments {
  /// Refuses what belongs to --connect where that is not given.
  func refuseRemoteOptions() throws(UserError) {
    guard !has(.key), !has(.serverKey), !has(.patience) else {
      throw UserError("--key, --server-key and --patience belong to --connect ENDPOINT")
    }
  }
}
