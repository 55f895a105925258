import Foundation
import Loopback
import Processes
import Testing

struct ExportTests {
  @Test func `one command writes for every program, and again the same bytes`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(SmallSpec.folds, to: "folds.yaml")
    try sandbox.run("run", "folds.yaml")
    func export(_ letter: String) throws {
      let export = try sandbox.run(
        "export", "out-\(letter)", "--tensorboard", "logs-\(letter)", "--optuna", "\(letter).sqlite"
      )
      #expect(export.status == .exited(0), "\(export.errors)")
      #expect(export.output.isEmpty)
    }
    try export("a")
    try export("b")
    let files = [
      "out-X/measurements.csv": 1 + 16 * 2, "out-X/report.html": nil,
      "out-X/splits.csv": 1 + 4 * 1797,
      "out-X/summary.csv": 1 + 2, "out-X/sweep.json": nil, "out-X/trials.csv": 1 + 16,
      "logs-X/events.out.tfevents.0.sweep": nil,
      "logs-X/configuration-1,dropout=0.5/replicate-1,fold-3/events.out.tfevents.0.sweep": nil,
      "X.sqlite": nil,
    ]
    for (name, lines) in files {
      let contents = try ["a", "b"].map {
        try Data(contentsOf: URL(filePath: sandbox.path(name.replacing("X", with: $0))))
      }
      #expect(contents[0] == contents[1], "\(name)")
      if let lines { #expect(contents[0].count { $0 == UInt8(ascii: "\n") } == lines, "\(name)") }
    }
    let summary = try String(contentsOfFile: sandbox.path("out-a/summary.csv"), encoding: .utf8)
    #expect(summary == (try sandbox.run("table", "--format", "csv").output))
  }

  @Test func `texts that read like words of JSON stay texts`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(
      """
      sweep: words
      command: [printf, 'm=1\\n', $a]
      parameters: { a: ["true", "null", "[1]", "2", false, [1, 2]] }
      evaluate: { replicates: 1 }
      metric: { name: m, goal: maximize }
      """, to: "words.yaml")
    let run = try sandbox.run("run", "words.yaml")
    #expect(run.status == .exited(0), "\(run.errors)")
    try sandbox.run("export", "out")
    let text = try String(contentsOfFile: sandbox.path("out/sweep.json"), encoding: .utf8)
    for value in [#""true""#, #""null""#, #""[1]""#, #""2""#, "false", "[1,2]"] {
      #expect(text.contains("\"value\":\(value)}"), "\(value) in \(text)")
    }
  }

  @Test func `what is in the way is named, and nothing is written`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(SmallSpec.digits(replicates: 1, epochs: 1, factors: 2), to: "small.yaml")
    try sandbox.run("run", "small.yaml")
    let refused = try sandbox.run("export", ".")
    #expect(refused.status == .exited(2))
    #expect(refused.errors.contains("'.' holds other files than an earlier export"))
    #expect(!sandbox.exists("trials.csv"))
    #expect(try sandbox.run("export", ".", "--force").status == .exited(0))
    #expect(try sandbox.run("export", ".").status == .exited(0))
    #expect(sandbox.exists("trials.csv") && sandbox.exists("small.yaml"))
    #expect(try sandbox.run("export", "--optuna", "sweep.sqlite", "--force").status == .exited(2))
    #expect(try sandbox.run("export").status == .exited(2))
    #expect(try sandbox.run("table").status == .exited(0))
  }

  @Test func `runs go to an MLflow server, once`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(SmallSpec.digits(replicates: 2, epochs: 1, factors: 2), to: "small.yaml")
    try sandbox.run("run", "small.yaml")
    let server = try LoopbackServer { request in
      switch request.path.split(separator: "/").last {
      case "create": .init(#"{"run": {"info": {"run_id": "1"}}}"#)
      case "log-batch", "update", "search": .init("{}")
      default: .init(#"{"experiment": {"experiment_id": "7"}}"#)
      }
    }
    let export = try sandbox.run("export", "--mlflow", server.url)
    #expect(export.status == .exited(0), "\(export.errors)")
    #expect(export.errors == "small: 4 runs sent, 0 there already\n")
    #expect(server.requests.count == 2 + 4 * 3)
  }
}
