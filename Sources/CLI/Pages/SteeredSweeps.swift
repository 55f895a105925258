import Control
import Documents
import Drawings
import Hashing
import Planning
import Processes
import Reports
import Results
import Store
import Sweeps
import Trials
import Web

/// The commands that pages have, too: networks, comparisons, and all that changes something.
struct SteeredSweeps: PageCommands {
  /// The path of the results file.
  let path: String
  let trustsNetwork: Bool

  func comparison(of pair: (String, String)?, in recorded: SweepReader) throws -> any Report {
    try recorded.comparison(of: pair)
  }

  func networkPictures(of recorded: SweepReader) -> NetworkPictures { recorded.networkPictures }

  func networkPicture(
    _ kind: String, of recorded: SweepReader, millimetres: Int
  ) throws -> Drawing? {
    try recorded.networkPicture(kind, millimetres: millimetres)
  }

  func carryOut(_ change: PageChange) throws -> JSON {
    switch change {
    case .retry(let sweep, let trials, let hosts): return try retry(sweep, trials, hosts)
    case .extend(let sweep, let replicates, let configurations):
      return try extend(sweep, replicates: replicates, configurations: configurations)
    case .drain(let hosts): return try drain(hosts)
    case .pause(let isPaused): return try pause(isPaused)
    case .note(let sweep, let configuration, let text):
      return try annotate(.note(text), sweep, configuration)
    case .tag(let sweep, let configuration, let added, let removed):
      return try annotate(.tags(added: added, removed: removed), sweep, configuration)
    case .stop(let atOnce): return try stop(atOnce: atOnce)
    }
  }

  private func annotate(
    _ content: Annotation.Content, _ sweep: String, _ name: String?
  ) throws -> JSON {
    if let refusal = content.refusal { throw PageRefusal(status: 409, refusal) }
    // A reader of the file keeps it from being opened for writing: none is left.
    let annotation = try {
      let recorded = try recorded(sweep)
      return Annotation(
        content, on: try recorded.file.identity(of: recorded.sweep.id),
        configuration: try name.map { try ConfigurationName($0, in: recorded).number() })
    }()
    let isRunning = try request(.annotate(annotation)).carryOut { try $0.annotate(annotation) }
    return .object(["running": .boolean(isRunning)])
  }

  private func drain(_ hosts: [String]) throws -> JSON {
    let there = try {
      let file = try ResultsReader(at: path)
      return file.writer == nil ? [] : Set(try file.presentWorkers().map(\.worker.host))
    }()
    if let stranger = hosts.first(where: { !there.contains($0) }) {
      throw PageRefusal(status: 409, "no worker of a host '\(stranger.printable)' is there")
    }
    let isRunning = try request(.drain(hosts: hosts)).carryOut { _ in }
    return .object(["hosts": .list(hosts.map(JSON.text)), "running": .boolean(isRunning)])
  }

  /// Timeout for a coordinator's reply: other pages wait meanwhile.
  private static let timeout = Duration.seconds(5)

  private func retry(_ sweep: String, _ names: [String], _ hosts: [String]) throws -> JSON {
    let chosen = try chosen(sweep, names, hosts)
    guard !chosen.isEmpty || !hosts.isEmpty else {
      throw PageRefusal(status: 409, "none of these trials is given up; see how they stand now")
    }
    let isRunning = try request(.retry(trials: chosen, hosts: hosts)).carryOut {
      try $0.retry(chosen, hosts: hosts)
    }
    return .object([
      "reopened": .integer(chosen.count), "hosts": .list(hosts.map(JSON.text)),
      "running": .boolean(isRunning),
    ])
  }

  /// The given-up trials among those named. An open reader keeps the file from being opened for writing,
  /// so none is open any more when this returns.
  private func chosen(_ sweep: String, _ names: [String], _ hosts: [String]) throws -> [TrialID] {
    let recorded = try recorded(sweep)
    let known = Set(try recorded.file.quarantinedHosts())
    if let stranger = hosts.first(where: { !known.contains($0) }) {
      throw PageRefusal(status: 409, "no worker of a host '\(stranger.printable)' is quarantined")
    }
    let wanted = Set(names.compactMap { Digest(hexadecimal: $0) }.map(TrialID.init(digest:)))
    return try recorded.file.givenUp(of: recorded.sweep.id).map(\.0).filter(wanted.contains)
  }

  private func extend(_ name: String, replicates: Int?, configurations: Int?) throws -> JSON {
    let sweep = try recorded(name).sweep
    let longer: LongerForm
    do {
      longer = try LongerForm(
        of: sweep, replicates: replicates, configurations: configurations, words: [])
    } catch let error as DocumentError {
      throw PageRefusal(status: 409, error.message)
    }
    let isRunning = try request(.extend(spec: longer.text)).carryOut { results in
      let prepared = try longer.prepared(besides: nil, resultsPath: path)
      _ = try results.register(
        prepared.plan, specText: longer.text, semantics: prepared.semantics)
    }
    let counts = try recorded(sweep.name).counts
    return .object([
      "trials": .integer(counts.total), "open": .integer(counts.total - counts.ended),
      "running": .boolean(isRunning),
    ])
  }

  private func pause(_ isPaused: Bool) throws -> JSON {
    guard try ResultsReader(at: path).writer != nil else {
      throw PageRefusal(
        status: 409, "nobody coordinates into this file; no training begins until somebody does")
    }
    let isRunning = try request(.pause(isPaused)).carryOut { _ in }
    return .object(["paused": .boolean(isPaused), "running": .boolean(isRunning)])
  }

  private func stop(atOnce: Bool) throws -> JSON {
    guard try ResultsReader(at: path).writer != nil else {
      throw PageRefusal(status: 409, "nobody coordinates into this file; there is nothing to stop")
    }
    let isRunning = try request(.stop(atOnce: atOnce)).carryOut { _ in }
    return .object(["running": .boolean(isRunning)])
  }

  private func request(_ request: ControlRequest) -> CoordinatorRequest {
    CoordinatorRequest(
      request: request, results: path, trustsNetwork: trustsNetwork, timeout: Self.timeout)
  }

  private func recorded(_ sweep: String) throws -> SweepReader {
    try SweepReader(path: path, name: sweep)
  }

  func refusal(for error: any Error) -> PageRefusal {
    let status =
      switch ExitCode(for: error) {
      case .usage: 404
      case .temporary, .unreachable: 503
      default: 500
      }
    return PageRefusal(status: status, Main.sentence(for: error).printable)
  }
}
