import Foundation
import Processes
import SQLite
import Testing

/// Trials of other programs, taken in by the built command.
struct ImportTests {
  @Test func `a table becomes a sweep, with which a search begins`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(
      """
      lr,units,seed,val_loss
      0.1,3,7,0.5
      0.1,3,9,0.6
      0.2,4,9,0.45
      0.2,4,7,nan
      0.3,,7,
      """, to: "runs.csv")
    let asked = try sandbox.run("import", "runs.csv")
    #expect(asked.status == .exited(2) && asked.errors.contains("--parameters"), "\(asked)")
    let unpaired = try sandbox.run(
      "import", "runs.csv", "--parameters", "lr,units", "--metric", "val_loss")
    #expect(unpaired.status == .exited(2), "\(unpaired)")
    #expect(unpaired.errors.contains("with --replicate (such as seed)"), "\(unpaired)")
    let line = [
      "import", "runs.csv", "--parameters", "lr,units", "--metric", "val_loss", "--replicate",
      "seed",
    ]
    let imported = try sandbox.run(line)
    #expect(imported.errors.contains("5 trials of a table taken in as sweep 'runs'"), "\(imported)")
    #expect(try sandbox.run(line).errors.contains("5 were there already"))
    let table = try sandbox.run("table", "runs").output
    #expect(table.contains("imported from runs.csv of a table"), "\(table)")
    #expect(
      try sandbox.run("table", "runs", "-f", "csv").output.contains(
        "0.1,3,val_loss,replicates,2,2,"))
    try sandbox.write(
      """
      sweep: next
      command: [sh, -c, "echo val_loss=$lr"]
      parameters: { lr: uniform(0, 1), units: int(1, 9) }
      method: { search: tpe, configurations: 3 }
      metric: { name: val_loss, goal: minimize }
      """, to: "next.yaml")
    let next = try sandbox.run("run", "next.yaml", "-j", "1", "--warm-start", "runs")
    #expect(next.succeeded, "\(next)")
    #expect(
      next.errors.contains("begins with 2 configurations of 'runs'; 1 is not finished"), "\(next)")
  }

  @Test func `a view in a database is no table of Optuna's`() throws {
    let sandbox = try Sandbox()
    try Database(at: sandbox.path("study.db")).execute(
      """
      CREATE VIEW studies AS WITH RECURSIVE n(study_id, study_name) AS (
        SELECT 1, 'a' UNION ALL SELECT study_id + 1, 'a' FROM n) SELECT * FROM n
      """)
    let imported = try sandbox.run("import", "study.db")
    #expect(imported.status == .exited(2), "\(imported)")
    #expect(imported.errors.contains("'studies' is a view"), "\(imported)")
  }

  @Test func `decimal commas are points where commas separate nothing`() throws {
    let sandbox = try Sandbox()
    try sandbox.write("lr;note;val_loss\n0,1;a,b;0,5\n0,02;c;0,25\n", to: "runs.csv")
    let line = ["import", "runs.csv", "--parameters", "lr,note", "--metric", "val_loss"]
    #expect(try sandbox.run(line).succeeded)
    let csv = try sandbox.run("table", "runs", "-f", "csv").output
    #expect(csv.contains("0.1,\"a,b\",val_loss") && csv.contains("0.02,c,val_loss"), "\(csv)")
  }

  @Test func `a journal of Optuna is read, with what was pruned and what failed`() throws {
    let sandbox = try Sandbox()
    let float =
      #"{\"name\": \"FloatDistribution\", \"attributes\": {\"low\": 1e-05, \"high\": 1.0, \"log\": true, \"step\": null}}"#
    let kinds =
      #"{\"name\": \"CategoricalDistribution\", \"attributes\": {\"choices\": [\"adam\", null]}}"#
    var lines = [#"{"op_code": 0, "worker_id": "w", "study_name": "tune", "directions": [2]}"#]
    for (number, end) in [
      #""state": 1, "values": [0.5]"#, #""state": 2, "values": [0.9]"#,
      #""state": 3, "values": null"#,
      #""state": 1, "values": [Infinity]"#,
    ].enumerated() {
      lines += [
        #"{"op_code": 4, "worker_id": "w", "study_id": 0}"#,
        #"{"op_code": 5, "worker_id": "w", "trial_id": \#(number), "param_name": "lr", "param_value_internal": 0.0\#(number + 1), "distribution": "\#(float)"}"#,
        #"{"op_code": 5, "worker_id": "w", "trial_id": \#(number), "param_name": "kind", "param_value_internal": 1, "distribution": "\#(kinds)"}"#,
        #"{"op_code": 7, "worker_id": "w", "trial_id": \#(number), "step": 1, "intermediate_value": NaN}"#,
        #"{"op_code": 6, "worker_id": "w", "trial_id": \#(number), \#(end)}"#,
      ]
    }
    lines.append(#"{"op_code": 4, "worker_id": "w", "study_id": 0}"#)
    try sandbox.write(lines.joined(separator: "\n"), to: "study.log")
    let imported = try sandbox.run("import", "study.log", "--metric", "score")
    #expect(imported.errors.contains("4 trials of Optuna taken in as sweep 'tune'"), "\(imported)")
    #expect(imported.errors.contains("1 trial that has not ended is left out"))
    let status = try sandbox.run("status").output
    #expect(status.contains("2 failed, 1 diverged"), "\(status)")
    #expect(status.contains("score 0.5000 (n = 1) at lr=0.01, kind=null"), "\(status)")
  }

  @Test func `cv_results_ are folds`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(
      """
      ,param_C,param_gamma,params,split0_test_score,split1_test_score,mean_test_score
      0,1,,{'C': 1},0.9,0.8,0.85
      1,10,0.1,"{'C': 10, 'gamma': 0.1}",0.7,,
      """, to: "cv.csv")
    let imported = try sandbox.run("import", "cv.csv")
    #expect(
      imported.errors.contains("4 trials of scikit-learn taken in as sweep 'cv'"), "\(imported)")
    let trials = try sandbox.run("trials").output
    #expect(trials.contains("failed"), "\(trials)")
    let best = try sandbox.run("status").output
    #expect(best.contains("score 0.85"), "\(best)")
  }

  @Test func `a folder of Ray's is read by its lines`() throws {
    let sandbox = try Sandbox()
    for (name, lines) in [
      (
        "a",
        #"{"loss": 0.5, "training_iteration": 1}"# + "\n"
          + #"{"loss": 0.25, "training_iteration": 2}"#
      ),
      ("b", #"{"loss": NaN, "training_iteration": 1}"#),
    ] {
      try FileManager.default.createDirectory(
        atPath: sandbox.path("ray/\(name)"), withIntermediateDirectories: true)
      try sandbox.write(
        #"{"lr": 0.\#(name == "a" ? 1 : 2), "net": {"units": 3}}"#, to: "ray/\(name)/params.json")
      try sandbox.write(lines, to: "ray/\(name)/result.json")
    }
    #expect(try sandbox.run("import", "ray").errors.contains("name it with --metric, one of loss"))
    let imported = try sandbox.run("import", "ray", "--metric", "loss")
    #expect(imported.errors.contains("2 trials of Ray Tune taken in as sweep 'ray'"), "\(imported)")
    let status = try sandbox.run("status").output
    #expect(status.contains("loss 0.2500 (n = 1) at lr=0.1, net.units=3"), "\(status)")
    #expect(status.contains("1 diverged"), "\(status)")
  }
}
