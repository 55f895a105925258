import Documents
import Drawings
import Hashing
import Processes
import Records
import Reports
import Results
import Store
import Sweeps
import Testing
import Trials

@testable import Web

/// The answers of addresses about a results file.
struct RecordedPagesTests {
  /// Commands that say what they were asked; there are no networks.
  private final class Commands: PageCommands {
    var changes: [PageChange] = []

    func comparison(of pair: (String, String)?, in recorded: SweepReader) throws -> any Report {
      try ComparisonReport(recorded.table(SummaryOptions()))
    }

    func networkPictures(of recorded: SweepReader) -> NetworkPictures {
      NetworkPictures([], reason: "none were kept")
    }

    func networkPicture(
      _ kind: String, of recorded: SweepReader, millimetres: Int
    ) throws -> Drawing? { nil }

    func carryOut(_ change: PageChange) throws -> JSON {
      changes.append(change)
      return .object(["done": .boolean(true)])
    }

    func refusal(for error: any Error) -> PageRefusal {
      PageRefusal(status: error is UserError ? 404 : 500, "\(error)")
    }
  }

  private let place: Workplace
  private let commands = Commands()
  private let pages: RecordedPages

  /// Three configurations with two replicates each, of which one trial is given up and one is open.
  init() throws {
    place = try Workplace()
    pages = RecordedPages(of: place.path(), commands)
    let sweep = Sweep(
      name: "small", data: Document(.text("toy")),
      recipe: Document(.map([.init(key: "l2", value: Document(.text("$l2")))])),
      parameters: [
        Parameter(
          name: "l2",
          options: [0.2, 0.1, 0.3].map {
            .init(label: Document.label($0), value: Document(.number($0)))
          })
      ],
      evaluation: Evaluation(scheme: .test, replicates: 2, seed: 7),
      metric: Metric(name: "val_accuracy", goal: .maximize, moment: .last))
    let data = DataFacts(digest: Digest(of: [1]), rowCount: 8, testCount: 2, classes: nil)
    let plan = try Plan(sweep, data: data, semantics: "engine 1")
    let file = try ResultsFile(at: place.path())
    let id = try file.register(plan, specText: "sweep: small", semantics: "engine 1")
    try Recording(of: plan, id, in: file).record { record in
      let worker = record.join(ada)
      for (number, trial) in plan.trials.enumerated().dropLast() {
        record.lease(trial.id, attempt: 1, to: worker)
        if number == 4 {
          let failure = Failure(cause: .crashed, message: "no luck", output: "line 1\nline 2\n")
          record.fail(trial.id, attempt: 1, failure, isFinal: true)
        } else {
          record.finish(
            trial.id, attempt: 1, outcome(0.5, 0.9 - 0.1 * Double(trial.configuration)),
            seconds: 0.5)
        }
      }
    }
  }

  private func json(_ question: PageQuestion) throws -> Document {
    let answer = try pages.answer(question)
    #expect(answer.type == "application/json")
    return try #require(Document(json: answer.bytes))
  }

  private func items(_ document: Document?) -> [Document] {
    if case .list(let items)? = document?.content { items } else { [] }
  }

  private func texts(_ key: String, of documents: [Document]) -> [String] {
    documents.compactMap { if case .text(let text)? = $0[key]?.content { text } else { nil } }
  }

  @Test func `the sweeps of a file are listed, and a file that is not there has none`() throws {
    let sweeps = items(try json(.sweeps))
    #expect(texts("sweep", of: sweeps) == ["small"])
    #expect(sweeps.first?["completed"]?.content == .integer(4))
    let other = RecordedPages(of: place.path("other.sqlite"), commands)
    #expect(try other.answer(.sweeps).bytes == Array("[]\n".utf8))
  }

  @Test func `the table is the command's, in every format`() throws {
    let recorded = try SweepReader(path: place.path(), name: "small")
    let table = try recorded.confirmedTable(SummaryOptions())
    let csv = try pages.answer(.table(sweep: "small", format: .csv))
    #expect(csv == PageAnswer(type: "text/csv; charset=utf-8", table.formatted(as: .csv)))
    let text = try pages.answer(.table(sweep: "small", format: .markdown))
    let people = try recorded.tableForPeople()
    #expect(
      text == PageAnswer(type: "text/plain; charset=utf-8", people.formatted(as: .markdown)))
  }

  @Test func `rows come sorted and filtered, and a filter that says nothing is refused`() throws {
    func values(_ window: RowWindow) throws -> [Document?] {
      items(try json(.rows(sweep: "small", window))["rows"]).map { $0["parameters"]?["l2"] }
    }
    func numbers(_ numbers: Double...) -> [Document?] { numbers.map { Document(.number($0)) } }
    #expect(try values(RowWindow()) == numbers(0.2, 0.1, 0.3))
    #expect(try values(RowWindow(sort: "parameter l2")) == numbers(0.1, 0.2, 0.3))
    #expect(
      try values(RowWindow(first: 1, count: 1, sort: "parameter l2", isDown: true)) == numbers(0.2))
    #expect(try values(RowWindow(conditions: ["parameter l2": ">=0.2"])) == numbers(0.2, 0.3))
    #expect(try values(RowWindow(conditions: ["parameter l2": " "])).count == 3)
    for conditions in [["parameter l2": ">="], ["units": "1"]] {
      let refusal = #expect(throws: PageRefusal.self) {
        try pages.answer(.rows(sweep: "small", RowWindow(conditions: conditions)))
      }
      #expect(refusal?.status == 400)
    }
  }

  @Test func `trials are listed a part at a time, by status and configuration`() throws {
    func trials(_ window: TrialWindow) throws -> (total: Document?, hosts: [String]) {
      let answer = try json(.trials(sweep: "small", window))
      return (answer["total"], texts("host", of: items(answer["trials"])))
    }
    let all = try trials(TrialWindow())
    #expect(all.total?.content == .integer(6) && all.hosts.count == 5)
    #expect(try trials(TrialWindow(first: 4, count: 1)).hosts == ["ada"])
    #expect(try trials(TrialWindow(status: "failed")).total?.content == .integer(1))
    #expect(try trials(TrialWindow(configuration: "l2=0.1")).total?.content == .integer(2))
    #expect(throws: UserError.self) { try trials(TrialWindow(configuration: "l2=7")) }
  }

  @Test func `failures stand together by cause, and a trial tells its own`() throws {
    let groups = items(try json(.failures(sweep: "small")))
    #expect(groups.count == 1 && texts("message", of: groups) == ["no luck"])
    #expect(texts("output", of: groups) == ["line 1\nline 2\n"])
    guard case .text(let trial)? = items(groups.first?["trials"]).first?.content else {
      Issue.record("no trial")
      return
    }
    let story = try json(.trial(sweep: "small", trial: trial))
    #expect(story["status"]?.content == .text("failed"))
    // Nothing trains it now: there is nothing to follow.
    let output = try json(.output(sweep: "small", trial: trial))
    #expect(output["attempt"]?.content == .null && output["text"]?.content == .text(""))
  }

  @Test func `pictures are told with their titles, and drawn for a page`() throws {
    let answer = try json(.plots(sweep: "small"))
    let kinds = texts("kind", of: items(answer["plots"]))
    #expect(kinds == ["factor", "effects", "parallel", "curves", "spread", "differences"])
    #expect(texts("title", of: items(answer["plots"])).first == "One parameter")
    #expect(answer["no_networks"]?.content == .text("none were kept"))
    for kind in kinds {
      let picture = try pages.answer(.plot(sweep: "small", PlotQuestion(kind: kind, width: 120)))
      #expect(picture.type == "image/svg+xml", "\(kind)")
    }
    for order in [PlotQuestion(kind: "dance"), PlotQuestion(kind: "spread", parameter: "l2")] {
      #expect(throws: UserError.self) { try pages.answer(.plot(sweep: "small", order)) }
    }
  }

  @Test func `equal stamps stand for equal answers`() throws {
    let before = pages.stamp()
    #expect(pages.stamp() == before)
    let file = try ResultsFile(at: place.path())
    let recorded = try SweepReader(path: place.path(), name: "small")
    try file.annotate(
      Annotation(.note("odd"), on: recorded.file.identity(of: recorded.sweep.id)))
    #expect(pages.stamp() != before)
    let notes = items(try json(.notes(sweep: "small", configuration: nil))["notes"])
    #expect(texts("text", of: notes) == ["odd"])
  }

  @Test func `changes are the commands'`() throws {
    let change = PageChange.stop(atOnce: true)
    #expect(try pages.carryOut(change).line == #"{"done":true}"#)
    #expect(commands.changes == [change])
    #expect(pages.refusal(for: UserError("no")).status == 404)
  }
}
