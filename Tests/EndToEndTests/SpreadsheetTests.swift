import Foundation
import Testing

/// Texts of others in cells of spreadsheets.
struct SpreadsheetTests {
  let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try sandbox.write(
      """
      sweep: cells
      command: [sh, -c, 'echo accuracy=0.5', sh, $formula]
      parameters: { formula: ['=1+1', '@SUM(A1)', '+1', '-2', '-x', 'plain', "\\ttab", "\\u001b[2Jx"] }
      metric: { name: accuracy, goal: maximize }
      evaluate: { replicates: 1 }
      """, to: "cells.yaml")
    let done = try sandbox.run("run", "cells.yaml", "-j", "1", "--progress", "none")
    #expect(done.succeeded, "\(done.errors)")
  }

  private static let marked = ["'=1+1", "'@SUM(A1)", "'-x"]
  private static let plain = ["+1", "-2", "plain"]

  private func expectSafe(_ csv: String) {
    let cells = csv.split(separator: "\n").dropFirst().flatMap { $0.split(separator: ",") }
    for cell in Self.marked {
      #expect(cells.contains(cell[...]), "\(csv)")
      #expect(!cells.contains(cell.dropFirst()), "\(csv)")
    }
    #expect(cells.contains("\\u{1b}[2Jx") && !csv.contains("\u{1b}"), "\(csv)")
    for cell in Self.plain { #expect(cells.contains(cell[...]), "\(csv)") }
  }

  @Test func `a table says texts as they are, and safely where it is asked to`() throws {
    let exact = try sandbox.run("table", "--format", "csv")
    for cell in Self.marked { #expect(exact.output.contains("\n\(cell.dropFirst()),")) }
    let safe = try sandbox.run("table", "--format", "csv", "--safe")
    #expect(safe.succeeded, "\(safe.errors)")
    expectSafe(safe.output)
  }

  @Test func `exported tables say texts safely where they are asked to`() throws {
    #expect(try sandbox.run("export", "tables", "--safe").succeeded)
    for name in ["trials.csv", "measurements.csv", "summary.csv"] {
      expectSafe(try String(contentsOfFile: sandbox.path("tables/\(name)"), encoding: .utf8))
    }
    // Programs that read JSON take nothing for a formula.
    let json = try String(contentsOfFile: sandbox.path("tables/sweep.json"), encoding: .utf8)
    #expect(json.contains("\"=1+1\""))
    #expect(json.contains("\\u001b[2Jx"))
  }
}
