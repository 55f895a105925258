import Control
import Processes
import Store

/// Something that the coordinator of a results file does, or whoever asks where nobody coordinates.
struct CoordinatorRequest {
  let request: ControlRequest
  let results: String
  let trustsNetwork: Bool
  /// How long the coordinator may take to answer; nil for as long as it takes.
  let timeout: Duration?

  /// After so long without an answer, people are told what is waited for.
  private static let silence = Duration.seconds(2)

  /// Has it done.
  ///
  /// A coordinator that sends its workers home takes nothing up any more; it is waited for.
  ///
  /// - Parameter atRest: does it in the file, where nobody coordinates.
  /// - Returns: whether a coordinator has done it.
  func carryOut(atRest: (ResultsFile) throws -> Void) throws -> Bool {
    let start = ContinuousClock.now
    var client: ControlClient?
    var isEnding = false
    var isTold = false
    while true {
      let file: ResultsFile
      do throws(StoreError) {
        file = try ResultsFile(at: results, trustsNetwork: trustsNetwork)
      } catch {
        guard case .locked(let process) = error.reason else { throw error }
        if let host = WriterLock.otherHost(writing: results) {
          throw UserError(
            "'\(results)' is coordinated on \(host), and its socket can be reached there alone: ask there, or"
              + " from here with 'sweep stop --connect tcp://\(host):PORT' and an operator's key",
            exitCode: .unreachable)
        }
        let writer = process.map { "process \($0)" } ?? "the process that coordinates"
        if client == nil, !isEnding {
          let asking = try ControlClient(beside: results)
          try asking.ask(request)
          client = consume asking
        }
        switch try client?.answer(within: .milliseconds(100)) {
        case .granted?: return true
        case .refused(let reason)?: throw UserError(reason)
        case .ending?:
          isEnding = true
          client = nil
        case .status?, .keys?, .output?, .queue?, nil: break
        }
        let waited = ContinuousClock.now - start
        if waited >= CoordinatorRequest.silence, !isTold {
          isTold = true
          Output.note(
            isEnding
              ? "\(writer) sends its workers home; waiting for its end"
              : "waiting for \(writer), which has not answered yet")
        }
        guard waited < timeout ?? .seconds(Int64.max) else {
          throw UserError(
            isEnding
              ? "\(writer) writes to '\(results)' and takes nothing up any more, as it sends its workers"
                + " home; try again when it has ended"
              : "\(writer) writes to '\(results)' and does not answer; what was asked may still be done"
                + " when it goes on",
            exitCode: .temporary)
        }
        continue
      }
      try atRest(file)
      return false
    }
  }
}
