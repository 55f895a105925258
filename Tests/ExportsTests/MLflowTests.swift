import Documents
import Exports
import Loopback
import Store
import Sweeps
import Synchronization
import Testing
import Trials

struct MLflowTests {
  private let place: Workplace
  private let tracking: Tracking
  private let server: LoopbackServer

  init() throws {
    place = try Workplace()
    let tracking = Tracking()
    self.tracking = tracking
    server = try LoopbackServer { tracking.answer($0) }
  }

  @Test func `every trial that ended becomes a run with all its numbers`() throws {
    let failure = Failure(cause: .crashed, message: "it ended")
    let material = try place.material(
      replicates: 2,
      fates: [.measured(0.5, .nan), .diverged([["loss": .infinity]]), .failed(failure), .open])
    #expect(try material.sendToMLflow(at: server.url) == (3, 0))
    let runs = tracking.runs
    #expect(
      runs.map(\.name)
        == (0..<3).map {
          "configuration \($0 % 2) replicate \($0 / 2)"
        })
    #expect(runs.map(\.status) == ["FINISHED", "FAILED", "FAILED"])
    #expect(runs.map { $0.tags["sweep.status"] } == ["completed", "diverged", "failed"])
    #expect(runs.map(\.parameters) == [["l2": "0"], ["l2": "0.001"], ["l2": "0"]])
    #expect(
      runs.map(\.metrics) == [
        ["val_accuracy 1 0.5 1772323202250", "val_accuracy 2 NaN 1772323203250"],
        ["loss 1 Infinity 1772323202250"], [],
      ])
    #expect(runs[2].tags["sweep.failure"] == "it ended")
    #expect(Set(runs.compactMap { $0.tags["sweep.trial"] }).count == 3)
  }

  @Test func `what was sent is not sent again, and what was cut short is completed`() throws {
    let material = try place.material(fates: [.measured(0.5), .measured(1)])
    #expect(try material.sendToMLflow(at: server.url) == (2, 0))
    #expect(try material.sendToMLflow(at: server.url + "/") == (0, 2))
    tracking.reopen(run: 1)
    #expect(try material.sendToMLflow(at: server.url) == (1, 1))
    #expect(tracking.runs.count == 2)
    #expect(tracking.runs.map(\.status) == ["FINISHED", "FINISHED"])
  }

  @Test func `no call has more numbers than the server takes`() throws {
    let epochs = (1...900).map { ["val_accuracy": Double($0), "loss": 1 / Double($0)] }
    let material = try place.material(
      parameters: [.numbers("l2", [0])], fates: [.completed(epochs)])
    _ = try material.sendToMLflow(at: server.url)
    let batches = server.requests.filter { $0.path.hasSuffix("log-batch") }
    let sizes = batches.map {
      guard case .list(let list)? = Document(json: $0.body)?["metrics"]?.content else { return 0 }
      return list.count
    }
    #expect(sizes == [1000, 800])
    #expect(tracking.runs[0].metrics.count == 1800)
  }

  @Test func `a server that is none, or says no, is told of in one sentence`() throws {
    let material = try place.material(fates: [.measured(0.5), .measured(1)])
    let strange = try LoopbackServer { _ in .init("<html>hello</html>") }
    let stubborn = try LoopbackServer { _ in .init(#"{"message": "not you"}"#, status: 403) }
    for (url, word) in [
      (strange.url, "status 200"), (stubborn.url, "not you"), ("localhost:5000", "http://"),
      ("http://127.0.0.1:1", "no answer"),
    ] {
      let error = #expect(throws: ExportError.self) { try material.sendToMLflow(at: url) }
      #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
    }
  }
}

/// The state of an MLflow server, as far as an export makes use of it.
private final class Tracking: Sendable {
  struct Run {
    var name = ""
    var status = "RUNNING"
    var tags: [String: String] = [:]
    var parameters: [String: String] = [:]
    var metrics: [String] = []
  }

  private struct State {
    var hasExperiment = false
    var runs: [Run] = []
  }

  private let state = Mutex(State())

  var runs: [Run] { state.withLock(\.runs) }

  func reopen(run: Int) { state.withLock { $0.runs[run].status = "RUNNING" } }

  func answer(_ request: LoopbackServer.Request) -> LoopbackServer.Answer {
    let body = Document(json: request.body) ?? Document(.null)
    let run = body["run_id"].flatMap { Int($0.label) }
    return state.withLock { state in
      switch request.path.split(separator: "/mlflow/").last {
      case "experiments/get-by-name?experiment_name=small":
        return state.hasExperiment
          ? .init(#"{"experiment": {"experiment_id": "7"}}"#)
          : .init(#"{"error_code": "RESOURCE_DOES_NOT_EXIST"}"#, status: 404)
      case "experiments/create":
        state.hasExperiment = true
        return .init(#"{"experiment_id": "7"}"#)
      case "runs/search": return .init(page(state.runs, body["page_token"]?.label))
      case "runs/create":
        state.runs.append(Run(name: body["run_name"]?.label ?? "", tags: pairs(body["tags"])))
        return .init(#"{"run": {"info": {"run_id": "\#(state.runs.count - 1)"}}}"#)
      case "runs/log-batch":
        guard let run else { break }
        state.runs[run].tags.merge(pairs(body["tags"])) { $1 }
        state.runs[run].parameters.merge(pairs(body["params"])) { $1 }
        state.runs[run].metrics += list(body["metrics"]).map { metric in
          ["key", "step", "value", "timestamp"].map { metric[$0]?.label ?? "" }
            .joined(separator: " ")
        }
        return .init("{}")
      case "runs/update":
        guard let run else { break }
        state.runs[run].status = body["status"]?.label ?? ""
        return .init("{}")
      default: break
      }
      return .init(#"{"message": "what?"}"#, status: 400)
    }
  }

  /// One run a page, so that the second one has to be asked for.
  private func page(_ runs: [Run], _ token: String?) -> String {
    let index = token.flatMap { Int($0) } ?? 0
    guard index < runs.count else { return "{}" }
    let tags = runs[index].tags.map { #"{"key": "\#($0)", "value": "\#($1)"}"# }
    let next = index + 1 < runs.count ? #", "next_page_token": "\#(index + 1)""# : ""
    return """
      {"runs": [{"info": {"run_id": "\(index)", "status": "\(runs[index].status)"},
        "data": {"tags": [\(tags.joined(separator: ","))]}}]\(next)}
      """
  }

  private func pairs(_ document: Document?) -> [String: String] {
    Dictionary(
      list(document).map { ($0["key"]?.label ?? "", $0["value"]?.label ?? "") },
      uniquingKeysWith: { $1 })
  }

  private func list(_ document: Document?) -> [Document] {
    if case .list(let elements)? = document?.content { elements } else { [] }
  }
}
