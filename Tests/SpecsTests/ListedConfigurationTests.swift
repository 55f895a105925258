import Documents
import Specs
import Sweeps
import Testing
import Trials

/// Configurations that a spec lists, parameters that go together, and what ends a sweep early.
struct ListedConfigurationTests {
  private func sweep(_ lines: String, command: String = "--lr=$lr --units=$units") throws -> Sweep {
    try Spec(
      """
      sweep: s
      command: [python3, t.py, \(command.split(separator: " ").map { "\"\($0)\"" }.joined(separator: ", "))]
      \(lines)
      """
    ).sweep
  }

  private func labels(_ lines: String) throws -> [[String]] {
    try sweep(lines).configurations.map(\.labels)
  }

  private func complaint(_ lines: String) -> String {
    do {
      _ = try sweep(lines)
      return ""
    } catch let error as DocumentError {
      return error.message
    } catch {
      return "\(error)"
    }
  }

  @Test func `a list alone is all there is, and names the parameters`() throws {
    let sweep = try sweep("configurations: [{ lr: 0.1, units: 64 }, { units: 128, lr: 1e-3 }]")
    #expect(sweep.parameters.map(\.name) == ["lr", "units"])
    #expect(sweep.configurations.map(\.labels) == [["0.1", "64"], ["0.001", "128"]])
    #expect(sweep.configurations[1].recipe["command"]?.label.contains("--units=128") == true)
    #expect(sweep.search == nil)
  }

  @Test func `beside a grid a list comes first, and nothing stands twice`() throws {
    #expect(
      try labels(
        """
        parameters: { lr: [0.1, 0.2], units: [1, 2] }
        configurations: [{ lr: 0.2, units: 1 }, { lr: 9, units: 9 }]
        """) == [
          ["0.2", "1"], ["9", "9"], ["0.1", "1"], ["0.1", "2"], ["0.2", "2"],
        ])
  }

  @Test(arguments: ["random", "sobol"])
  func `before a search a list comes first, and shifts none of its points`(search: String) throws {
    let space = "parameters: { lr: uniform(0, 1), units: int(1, 9) }"
    let alone = try labels("\(space)\nmethod: { search: \(search), configurations: 10 }")
    let beside = try labels(
      """
      \(space)
      configurations: [{ lr: 0.5, units: 4 }, { lr: 77, units: 4 }]
      method: { search: \(search), configurations: 12 }
      """)
    #expect(beside.count == 12)
    #expect(beside.prefix(2) == [["0.5", "4"], ["77", "4"]])
    #expect(Array(beside.dropFirst(2)) == alone)
  }

  @Test func `a search that learns is given the list`() throws {
    let search = try sweep(
      """
      parameters: { lr: uniform(0, 1), units: int(1, 9) }
      configurations: [{ lr: 0.5, units: 4 }]
      method:
        search: tpe
        configurations: 12
        known:
          - { values: { lr: 0.25, units: 3 }, mean: 0.9, sem: 0.5 }
          - { values: { lr: 0.75, units: 3 }, mean: null }
      """
    ).search
    #expect(search?.listed.map { $0.values.map { $0?.label } } == [["0.5", "4"]])
    #expect(search?.known.map(\.mean) == [0.9, nil])
    #expect(search?.known.map(\.variance) == [0.25, nil])
  }

  @Test func `a program may go without parameters that its command does not name`() throws {
    let sweep = try sweep(
      """
      configurations:
        - { model: svm, C: 1 }
        - { model: forest, trees: 100 }
      """, command: "--quiet")
    #expect(
      sweep.configurations.map(\.labels) == [["svm", "1", ""], ["forest", "", "100"]])
    #expect(sweep.configurations[1].recipe["parameters"]?["C"] == nil)
  }

  @Test func `what hands over a parameter is left out where a configuration has no value of it`()
    throws
  {
    let sweep = try sweep(
      "configurations: [{ lr: 0.1, units: 64 }, { lr: 0.01, kind: b }]",
      command: "${args} ${args_no_hyphens}")
    let commands = sweep.configurations.map { configuration -> [String] in
      guard case .list(let words)? = configuration.recipe["command"]?.content else { return [] }
      return words.map(\.label).filter { $0.contains("=") }
    }
    #expect(
      commands == [
        ["--lr=0.1", "--units=64", "lr=0.1", "units=64"],
        ["--lr=0.01", "--kind=b", "lr=0.01", "kind=b"],
      ])
    #expect(sweep.configurations.map(\.labels) == [["0.1", "64", ""], ["0.01", "", "b"]])
  }

  @Test func `labels stand for options`() throws {
    let sweep = try sweep(
      """
      parameters:
        lr: [0.1]
        units: { options: { small: "1 --fast", large: 2 } }
      configurations: [{ lr: 3, units: large }]
      """)
    #expect(sweep.configurations[0].labels == ["3", "large"])
    #expect(sweep.configurations[0].recipe["command"]?.label.contains("--units=large") == false)
  }

  @Test func `what is zipped changes together`() throws {
    #expect(
      try labels("parameters: { lr: [0.1, 0.2], units: [1, 2] }\nzip: [lr, units]") == [
        ["0.1", "1"], ["0.2", "2"],
      ])
    let sweep = try sweep(
      """
      parameters: { lr: [0.1, 0.2], units: [1, 2], a: [x, y], b: [u, v] }
      zip: [[b, lr]]
      """, command: "--lr=$lr --units=$units $a $b")
    #expect(sweep.configurations.count == 8)
    #expect(sweep.configurations.allSatisfy { ($0.labels[0] == "0.1") == ($0.labels[3] == "u") })
  }

  @Test func `a target makes a search of anything, which decides as it goes`() throws {
    let grid = try sweep("parameters: { lr: [0.1, 0.2], units: [1, 2] }\nstop: { at: 0.5 }")
    #expect(grid.configurations.isEmpty)
    #expect(grid.search?.method.target == 0.5)
    #expect(grid.search?.listed.count == 4)
    let random = try sweep(
      """
      parameters: { lr: uniform(0, 1), units: [1, 2] }
      method: { search: random, configurations: 5, pace: 3 }
      stop: { at: 0.5 }
      """)
    #expect(random.configurations.isEmpty && random.search?.method.learns == true)
    #expect(random.search?.method.pace == .virtual(workers: 3))
  }

  @Test(arguments: [
    ("configurations: []", "configurations must be a list of blocks"),
    ("configurations: [{ lr: 1 }]", "no parameter is named 'units'"),
    (
      "parameters: { lr: [1], units: [2] }\nconfigurations: [{ lr: 3 }]",
      "this configuration has no value of units, which it uses; add units: ..."
    ),
    (
      "parameters: { lr: [1], units: [2] }\nconfigurations: [{ lr: 3, unit: 1 }]",
      "no parameter is named 'unit'; did you mean units?"
    ),
    (
      "configurations: [{ lr: 1, units: 2 }, { units: 2, lr: 1 }]",
      "configurations has this one twice; keep one"
    ),
    (
      "configurations: [{ lr: 1, units: 2 }]\nexclude: [{ units: 2 }]",
      "this configuration is among those that exclude leaves out"
    ),
    (
      "parameters: { lr: [1, 2], units: [2] }\nzip: [lr, units]",
      "units has 1 values and lr has 2; what is zipped has equally many"
    ),
    ("parameters: { lr: [1, 2], units: [2] }\nzip: [lr, unit]", "no parameter is named 'unit'"),
    (
      "parameters: { lr: uniform(0, 1), units: [2] }\nzip: [lr, units]\nmethod: { search: tpe, configurations: 5 }",
      "zip is for the lists of a grid"
    ),
    ("parameters: { lr: [1], units: [2] }\nstop: { at: high }", "stop.at must be a number"),
    ("parameters: { lr: [1], units: [2] }\nstop: { on: 1 }", "stop has no key 'on'"),
    (
      "parameters: { lr: uniform(0, 1), units: [2] }\nmethod: { search: sobol, configurations: 5, known: [] }",
      "method.known is what tpe and gp learn from"
    ),
    (
      "parameters: { lr: uniform(0, 1), units: [2] }\nmethod: { search: tpe, configurations: 5, known: [{ values: { lr: 7 }, mean: 1 }] }",
      "these values do not lie in the space that is searched; remove them"
    ),
    (
      "parameters: { lr: uniform(0, 1), units: [2] }\nconfigurations: [{ lr: 1, units: 2 }, { lr: 2, units: 2 }]\nmethod: { search: tpe, configurations: 1 }",
      "method.configurations is 1, and 2 are listed already; it counts those, too"
    ),
  ]) func `what makes no sense is refused with a remedy`(lines: String, words: String) {
    let said = complaint(lines)
    #expect(said.contains(words), "\(said)")
  }

  @Test func `a file is named by its path alone`() throws {
    #expect(try Spec.listedFile(in: "configurations: runs.csv\nsweep: s")?.path == "runs.csv")
    #expect(try Spec.listedFile(in: "configurations: [{ a: 1 }]") == nil)
    #expect(complaint("configurations: runs.csv").contains("configurations must be a list"))
  }
}
