import Foundation
import Processes
import Testing

/// Uses of a search: list, stop, begin from elsewhere, look at it.
struct SearchCommandTests {
  /// A bowl with its minimum at x = 0.3, y = 0.01.
  private func sweep(_ name: String, _ more: String, in sandbox: Sandbox) throws {
    try sandbox.write(
      """
      awk "BEGIN { y = log($2) / log(10) + 2; printf \\"loss=%.6f\\\\n\\", ($1 - 0.3)^2 + y * y / 9 }"
      """, to: "train.sh")
    try sandbox.write(
      """
      sweep: \(name)
      command: [sh, train.sh, $x, $y]
      parameters: { x: uniform(0, 1), y: "loguniform(1e-4, 1)" }
      metric: { name: loss, goal: minimize }
      \(more)
      """, to: "\(name).yaml")
  }

  private func csv(_ sandbox: Sandbox, _ name: String) throws -> [String] {
    let table = try sandbox.run("table", name, "--format", "csv")
    #expect(table.succeeded, "\(table)")
    return table.output.split(separator: "\n").dropFirst().map(String.init)
  }

  @Test func `a table of defaults is tried first, and what the file held is kept`() throws {
    let sandbox = try Sandbox()
    try sandbox.write("x,y\n0.9,0.5\n0.25,0.02\n", to: "first.csv")
    let method = "configurations: first.csv\nmethod: { search: tpe, configurations: 6, pace: 2 }"
    try sweep("small", method, in: sandbox)
    #expect(try sandbox.run("run", "small.yaml", "-j", "2").succeeded)
    let before = try csv(sandbox, "small")
    #expect(before.count == 6)
    #expect(before[0].hasPrefix("0.9,0.5,") && before[1].hasPrefix("0.25,0.02,"))
    // Another file is another sweep, and the one that was run is told as it was.
    try sandbox.write("x,y\n0.1,0.5\n", to: "first.csv")
    #expect(try csv(sandbox, "small") == before)
    try sandbox.write("x,y\n0.1\n", to: "first.csv")
    let refused = try sandbox.run("plan", "small.yaml")
    #expect(refused.status == .exited(2) && refused.errors.contains("first.csv"), "\(refused)")
  }

  @Test func `a target ends a search, and status and table say how far it went`() throws {
    let sandbox = try Sandbox()
    try sweep(
      "small", "method: { search: tpe, configurations: 200, pace: 1 }\nstop: { at: 0.05 }",
      in: sandbox)
    #expect(try sandbox.run("plan", "small.yaml").output.contains("so from 1 to 200"))
    #expect(try sandbox.run("run", "small.yaml", "-j", "1").succeeded)
    let status = try sandbox.run("status").output
    #expect(status.contains(" of 200 configurations; ended, as one reached 0.05"), "\(status)")
    let rows = try csv(sandbox, "small")
    #expect(rows.count < 200)
    let top = try sandbox.run("table", "--top", "2").output
    #expect(top.contains("not shown: the other") || rows.count < 3, "\(top)")
    // Running it again changes nothing.
    #expect(try sandbox.run("run", "small.yaml", "-j", "1").succeeded)
    #expect(try csv(sandbox, "small") == rows)
  }

  @Test func `status tells how many trials the next configuration waits for`() throws {
    let sandbox = try Sandbox()
    try sweep(
      "small",
      """
      method: { search: tpe, configurations: 9, pace: 2, replicates: 2 }
      evaluate: { replicates: 2 }
      """, in: sandbox)
    try sandbox.write(
      """
      cd '\(sandbox.directory)'
      while ! mv go gone 2> /dev/null; do sleep 0.02; done
      [ -e all ] && mv gone go
      echo loss=$1
      """, to: "train.sh")
    let run = try sandbox.start(["run", "small.yaml", "-j", "1", "--progress", "none"])
    func waits(for sentence: String) throws {
      try waitUntil { try sandbox.run("status").output.contains(sentence) }
    }
    // Two simulated workers begin four configurations before the first may be known.
    try waits(for: "\n4 of 9 configurations; the next waits for 2 trials")
    try sandbox.write("", to: "go")
    try waits(for: "\n4 of 9 configurations; the next waits for 1 trial\n")
    try sandbox.write("", to: "all")
    try sandbox.write("", to: "go")
    #expect(try run.finish().succeeded)
    #expect(try sandbox.run("status").output.contains("\n9 of 9 configurations\n"))
  }

  @Test func `time ends a search, which goes on when it is asked again`() throws {
    let sandbox = try Sandbox()
    try sweep("small", "method: { search: tpe, configurations: 9, pace: 2 }", in: sandbox)
    let short = try sandbox.run("run", "small.yaml", "-j", "2", "--budget", "1ms")
    #expect(short.succeeded && short.errors.contains("of 9 configurations in its"), "\(short)")
    let status = try sandbox.run("status").output
    #expect(status.contains(" of 9 configurations; its limit was time"), "\(status)")
    #expect(try sandbox.run("run", "small.yaml", "-j", "2").succeeded)
    #expect(try !sandbox.run("status").output.contains("time"))
    #expect(try sandbox.run("doctor").succeeded)
    let whole = try Sandbox()
    try sweep("small", "method: { search: tpe, configurations: 9, pace: 2 }", in: whole)
    #expect(try whole.run("run", "small.yaml", "-j", "1").succeeded)
    #expect(try csv(sandbox, "small") == csv(whole, "small"))
  }

  @Test func `a search begins with what another has found, and with the same again`() throws {
    let sandbox = try Sandbox()
    try sweep("pilot", "method: { search: sobol, configurations: 12 }", in: sandbox)
    #expect(try sandbox.run("run", "pilot.yaml", "-j", "2").succeeded)
    try sweep("small", "method: { search: tpe, configurations: 5, pace: 2 }", in: sandbox)
    let warm = try sandbox.run("run", "small.yaml", "-j", "2", "--warm-start", "pilot")
    #expect(warm.errors.contains("begins with 12 configurations of 'pilot'"), "\(warm)")
    let rows = try csv(sandbox, "small")
    try sandbox.run("run", "pilot.yaml", "-j", "2", "--set", "method.configurations=14")
    let again = try sandbox.run("plan", "small.yaml", "--warm-start", "pilot").output
    #expect(again.contains("nothing to run"), "\(again)")
    #expect(again.contains("learning from 12 known configurations"), "\(again)")
    #expect(try sandbox.run("run", "small.yaml", "-j", "1", "--warm-start", "pilot").succeeded)
    #expect(try csv(sandbox, "small") == rows)
    let unknown = try sandbox.run("run", "small.yaml", "--warm-start", "pilots")
    #expect(unknown.errors.contains("holds no sweep named 'pilots'"), "\(unknown)")
    let grid = try sandbox.run("run", "pilot.yaml", "--warm-start", "small")
    #expect(grid.status == .exited(2) && grid.errors.contains("for a search that learns"))
  }

  @Test func `what was found is drawn`() throws {
    let sandbox = try Sandbox()
    try sweep("small", "method: { search: sobol, configurations: 16 }", in: sandbox)
    #expect(try sandbox.run("run", "small.yaml", "-j", "2").succeeded)
    for kind in ["history", "slice", "contour", "importance", "parallel"] {
      let plot = try sandbox.run("plot", kind, "-o", "\(kind).svg")
      #expect(plot.succeeded, "\(plot)")
      #expect(
        try String(contentsOfFile: sandbox.path("\(kind).svg"), encoding: .utf8).contains("<svg"))
    }
    #expect(
      try sandbox.run("plot", "contour", "-o", "a.svg", "--parameter", "x,z").errors
        .contains("varies no parameter 'z'"))
  }
}
