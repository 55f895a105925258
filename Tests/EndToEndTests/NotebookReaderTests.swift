import Foundation
import Processes
import Testing

/// The reader for notebooks, `sweeps/python/sweep_results.py`, on files that this program writes.
@Suite(.enabled(if: Folder.exists(at: "/usr/bin/python3"), "there is no Python"))
struct NotebookReaderTests {
  private static let python = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "sweeps/python").path

  private func read(_ script: String, in sandbox: Sandbox) throws -> Finished {
    try sandbox.start(
      ["-c", "import json, sweep_results\n" + script], as: "python3",
      environment: ["PYTHONPATH": Self.python, "PYTHONDONTWRITEBYTECODE": "1"]
    ).finish()
  }

  @Test func `a notebook reads the trials, the summary, the curves and the notes of a file`() throws
  {
    let sweep = try ProgramSweep(
      "",
      spec: """
        command: [sh, -c, "echo epoch=1 val_accuracy=0.1; echo epoch=2 val_accuracy=$0", $x]
        parameters: { x: [0.25, 0.5] }
        evaluate: { replicates: 2 }

        """)
    let sandbox = sweep.sandbox
    #expect(try sandbox.run("run", "small.yaml").succeeded)
    #expect(try sandbox.run("tag", "keep", "--configuration", "x=0.5").succeeded)
    let answer = try read(
      """
      with sweep_results.open(frames=False) as results:
          print(results.sweeps(), results.parameters())
          print(sorted([row["x"], row["replicate"], row["value"]] for row in results.trials()))
          print([[row["x"], row["n"], row["mean"], row["std"]] for row in results.summary()])
          print(len(results.curves()))
          print([[row["parameters"], row["kind"], row["text"]] for row in results.annotations()])
      """, in: sandbox)
    #expect(answer.status == .exited(0), "\(answer.errors)")
    #expect(
      answer.output == """
        ['small'] ['x']
        [[0.25, 0, 0.25], [0.25, 1, 0.25], [0.5, 0, 0.5], [0.5, 1, 0.5]]
        [[0.25, 2, 0.25, 0.0], [0.5, 2, 0.5, 0.0]]
        8
        [['x=0.5', 'tag', 'keep']]

        """)
  }

  @Test func `a file that is none is told in a sentence`() throws {
    let sandbox = try Sandbox()
    try sandbox.write("no database", to: "sweep.sqlite")
    let answer = try read("sweep_results.open(frames=False)", in: sandbox)
    #expect(answer.status == .exited(1))
    #expect(answer.errors.contains("is no results file"), "\(answer.errors)")
  }
}
