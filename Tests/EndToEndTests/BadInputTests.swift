import Foundation
import Processes
import SQLite
import Testing

/// Mistakes of users: one sentence that says where and what to do, exit code 2 (4 for a results
/// file that is of no use), and nothing left behind.
struct BadInputTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  /// The small spec with one line replaced.
  private func write(_ line: String, as replacement: String) throws {
    let spec = SmallSpec.digits()
    try #require(spec.contains(line))
    try sandbox.write(spec.replacingOccurrences(of: line, with: replacement), to: "small.yaml")
  }

  /// `sweep run small.yaml` refuses with this sentence and makes no results file.
  private func expectRefusal(
    _ sentence: String, location: SourceLocation = #_sourceLocation
  ) throws {
    let run = try sandbox.run("run", "small.yaml")
    #expect(run.status == .exited(2), sourceLocation: location)
    #expect(run.output == "", sourceLocation: location)
    #expect(run.errors == "sweep: \(sentence)\n", sourceLocation: location)
    #expect(!sandbox.exists("sweep.sqlite"), sourceLocation: location)
  }

  @Test func `a file with an empty name`() throws {
    try sandbox.write(SmallSpec.digits(), to: "small.yaml")
    for words in [["run", "small.yaml", "--results", ""], ["table", "--results="]] {
      let run = try sandbox.run(words)
      #expect(run.status == .exited(2))
      #expect(
        run.errors
          == "sweep: --results was given an empty name; name a file or a folder, or leave it out\n")
    }
  }

  @Test func `an unknown key`() throws {
    try write("units: 32", as: "unit: 32")
    try expectRefusal("small.yaml:4:14: dense has no key 'unit'; did you mean units?")
  }

  @Test func `a text that looks like a number`() throws {
    try write("linspace(1e-5, 1e-3, 3)", as: "[1e-5, '1e-3']")
    try expectRefusal("small.yaml:12:14: l2 must be a number, not the text '1e-3'")
  }

  @Test func `a parameter that is used nowhere`() throws {
    try write("l2: $l2", as: "l2: 1e-4")
    try expectRefusal(
      "small.yaml:12:3: parameters.l2 is used nowhere; write $l2 where it goes, or remove it")
  }

  @Test func `data that are not on this machine`() throws {
    try write("data: digits", as: "data: optdigits")
    let cache = sandbox.path(".cache/sweep")
    try expectRefusal(
      "small.yaml:2:7: the data set optdigits was not found in ./data/optdigits, ./data,"
        + " \(cache)/optdigits, \(cache): put optdigits.tra, optdigits.tes (gzipped or not) into"
        + " ./data/optdigits, or set SWEEP_DATA to the folder they are in")
  }

  /// A device has no end, and at a pipe there may be nobody who writes.
  @Test(arguments: ["/dev/zero", "pipe"])
  func `a device or a pipe where a file is named`(_ path: String) throws {
    try #require(mkfifo(sandbox.path("pipe"), 0o600) == 0)
    try write("data: digits", as: "data: { csv: \(path), target: y }")
    let table = try sandbox.run("plan", "small.yaml")
    #expect(table.status == .exited(2) && table.errors.contains("and no file"), "\(table)")
    try sandbox.write(
      "sweep: s\ncommand: [a, $x]\nconfigurations: \(path == "pipe" ? "./pipe" : path)\nmetric: { name: m, goal: maximize }\n",
      to: "listed.yaml")
    let listed = try sandbox.run("plan", "listed.yaml")
    #expect(listed.status == .exited(2), "\(listed)")
    let imported = try sandbox.run("import", path)
    #expect(imported.status == .exited(2) && imported.errors.contains("and no file"), "\(imported)")
    let results = try sandbox.run("list", "--results", path)
    #expect(results.status == .exited(4), "\(results)")
    #expect(results.errors.contains("is not a results file"), "\(results)")
  }

  @Test func `a data set that nobody knows`() throws {
    try write("data: digits", as: "data: digit")
    try expectRefusal(
      "small.yaml:2:7: there is no data set 'digit'; did you mean digits? (known by name are"
        + " digits, mnist, optdigits, cifar10, emnist-letters, emnist36, nist36)")
  }

  @Test func `a label out of range`() throws {
    try write("data: digits", as: "data: optdigits")
    try FileManager.default.createDirectory(
      atPath: sandbox.path("data"), withIntermediateDirectories: false)
    let row = String(repeating: "16,", count: 64)
    try sandbox.write("\(row)9\n\(row)10\n", to: "data/optdigits.tra")
    try sandbox.write("\(row)0\n", to: "data/optdigits.tes")
    try expectRefusal(
      "small.yaml:2:7: ./data/optdigits.tra:2: column 65 holds \"10\", expected a digit")
  }

  @Test func `more classes in the data than outputs in the network`() throws {
    try write("units: 10", as: "units: 8")
    try expectRefusal(
      "small.yaml:5:5: layer 2: the network's output is 8, expected 10 numbers to compare with the"
        + " targets")
  }

  @Test func `a spec that is not there`() throws {
    try expectRefusal("small.yaml: there is no such file")
  }

  @Test func `a results file that is something else`() throws {
    try sandbox.write(SmallSpec.digits(), to: "small.yaml")
    try sandbox.write("notes", to: "notes.txt")
    for arguments in [["run", "small.yaml"], ["table"], ["status"], ["trials"]] {
      let run = try sandbox.run(arguments + ["--results", "notes.txt"])
      #expect(run.status == .exited(4))
      #expect(
        run.errors
          == "sweep: 'notes.txt' is not a results file; name another one with --results\n")
    }
    #expect(try String(contentsOfFile: sandbox.path("notes.txt"), encoding: .utf8) == "notes")
  }

  @Test func `a results file in a directory that is not there`() throws {
    try sandbox.write(SmallSpec.digits(), to: "small.yaml")
    let run = try sandbox.run("run", "small.yaml", "--results", "no/such/place.sqlite")
    #expect(run.status == .exited(2))
    #expect(
      run.errors
        == "sweep: the directory 'no/such' for the results file does not exist; create it, or name"
        + " another file with --results\n")
  }

  @Test func `a results file of a newer version`() throws {
    try sandbox.write(SmallSpec.digits(), to: "small.yaml")
    try sandbox.run("run", "small.yaml")
    do {
      let database = try Database(at: sandbox.path("sweep.sqlite"), mode: .readWrite)
      try database.execute("PRAGMA user_version = 99")
    }
    let before = try Data(contentsOf: URL(filePath: sandbox.path("sweep.sqlite")))
    for arguments in [["run", "small.yaml"], ["table"]] {
      let run = try sandbox.run(arguments)
      #expect(run.status == .exited(4))
      #expect(run.errors.contains("'sweep.sqlite' is a results file of version 99"))
      #expect(run.errors.contains("use a newer"))
    }
    #expect(try Data(contentsOf: URL(filePath: sandbox.path("sweep.sqlite"))) == before)
  }

  @Test func `a port that another program has`() throws {
    try sandbox.write(SmallSpec.digits(), to: "small.yaml")
    let first = try sandbox.start(
      "serve", "small.yaml", "--listen", "tcp://127.0.0.1:*", "--insecure",
      "--results", "first.sqlite", "--progress", "plain")
    let line = try first.waitForLine { $0.contains("tcp://") }
    let endpoint = try #require(line.split(separator: " ").last.map(String.init))

    let second = try sandbox.run("serve", "small.yaml", "--listen", endpoint, "--insecure")
    #expect(second.status == .exited(75))
    #expect(
      second.errors
        == "sweep: cannot listen at \(endpoint): Address already in use; name an address of this"
        + " machine and a port that no other program has (tcp://127.0.0.1:* takes a free one)\n")
    // The file that it leaves is whole: the sweep is planned, and a run goes on from there.
    #expect(try sandbox.run("run", "small.yaml").status == .exited(0))

    first.child.send(.terminate)
    #expect(try first.finish().status == .exited(143))
  }

  @Test func `a sweep that is trained already by another coordinator`() throws {
    try sandbox.write(SmallSpec.digits(), to: "small.yaml")
    let first = try sandbox.start(
      "serve", "small.yaml", "--listen", "tcp://127.0.0.1:*", "--insecure", "--progress", "plain")
    _ = try first.waitForLine { $0.contains("tcp://") }
    let second = try sandbox.run("run", "small.yaml")
    #expect(second.status == .exited(75))
    #expect(second.errors.split(separator: "\n").count == 1, "\(second.errors)")
    first.child.send(.terminate)
    _ = try first.finish()
  }
}
