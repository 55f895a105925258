import Documents
import HTTP
import Reports
import Store
import Sweeps
import Trials

/// An MLflow tracking server, by its REST interface (mlflow.org, "REST API", 2.0).
struct MLflowServer: ~Copyable {
  private let client = Client()
  private let address: String

  /// - Parameter url: `http://127.0.0.1:5000`, as `MLFLOW_TRACKING_URI` would have it.
  init(_ url: String) throws(ExportError) {
    guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
      throw ExportError(
        "'\(url)' is no address of an MLflow server; write one such as http://127.0.0.1:5000")
    }
    address = (url.hasSuffix("/") ? String(url.dropLast()) : url) + "/api/2.0/mlflow/"
  }

  /// The experiment of the name, made where there is none.
  func experiment(named name: String) throws(ExportError) -> String {
    let response = try reach { () throws(HTTPError) in
      try client.get(address + "experiments/get-by-name?experiment_name=" + name)
    }
    let answer = Document(json: response.body)
    if answer?["error_code"] == Document(.text("RESOURCE_DOES_NOT_EXIST")) {
      let made = try ask("experiments/create", .object(["name": .text(name)]))
      return try text(made["experiment_id"])
    }
    return try text(
      try understood(response, "experiments/get-by-name")["experiment"]?["experiment_id"])
  }

  /// The runs of an experiment that an export has made, by the trial that each is of.
  func runs(in experiment: String) throws(ExportError) -> [String: MLflowRun] {
    var runs: [String: MLflowRun] = [:]
    var page: String?
    repeat {
      let answer = try ask(
        "runs/search",
        .object([
          "experiment_ids": .list([.text(experiment)]), "max_results": .integer(1000),
          "page_token": .optional(page, JSON.text),
        ]))
      if case .list(let found)? = answer["runs"]?.content {
        for document in found {
          guard let run = MLflowRun(document) else { continue }
          runs[run.trial] = run
        }
      }
      page = if case .text(let text)? = answer["next_page_token"]?.content { text } else { nil }
    } while page?.isEmpty == false
    return runs
  }

  /// Makes a run and gives its name on the server.
  func create(_ run: JSON) throws(ExportError) -> String {
    try text(try ask("runs/create", run)["run"]?["info"]?["run_id"])
  }

  /// Asks the server with one call, and gives its answer.
  @discardableResult
  func ask(_ call: String, _ body: JSON) throws(ExportError) -> Document {
    let response = try reach { () throws(HTTPError) in
      try client.post(body.line, to: address + call)
    }
    return try understood(response, call)
  }

  private func reach(
    _ request: () throws(HTTPError) -> Response
  ) throws(ExportError) -> Response {
    do throws(HTTPError) { return try request() } catch {
      throw ExportError("\(error); check the address, and that the server runs", mayPass: true)
    }
  }

  private func understood(_ response: Response, _ call: String) throws(ExportError) -> Document {
    let answer = Document(json: response.body)
    guard response.isSuccess, let answer else {
      let reason = answer?["message"]?.label ?? "status \(response.status)"
      throw ExportError(
        "the server refuses \(call) (\(reason)); check that \(address.withoutCredentials) is MLflow's, of version 2 or"
          + " later")
    }
    return answer
  }

  private func text(_ document: Document?) throws(ExportError) -> String {
    guard case .text(let text)? = document?.content else {
      throw ExportError("\(address) answers as MLflow does not; check the address")
    }
    return text
  }
}

/// A run that an earlier export has made.
struct MLflowRun: Hashable, Sendable {
  let id: String
  let trial: String
  /// Whether the export came to the run's end, and what the trial was like then.
  let isEnded: Bool
  let status: String?

  /// Reads a run of the server; nil when it is of no trial.
  init?(_ document: Document) {
    guard case .text(let id)? = document["info"]?["run_id"]?.content,
      case .list(let tags)? = document["data"]?["tags"]?.content
    else { return nil }
    func tag(_ name: String) -> String? {
      tags.first { $0["key"] == Document(.text(name)) }?["value"]?.label
    }
    guard let trial = tag("sweep.trial") else { return nil }
    self.id = id
    self.trial = trial
    status = tag("sweep.status")
    isEnded = document["info"]?["status"] != Document(.text("RUNNING"))
  }
}
