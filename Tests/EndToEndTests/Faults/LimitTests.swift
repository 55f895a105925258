import Processes
import Testing

/// Trainings that take too much, or end before their time.
@Suite(.serialized) struct LimitTests {
  @Test func `a training that takes too long ends alone`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(spec("limits: { trial: 300ms }"), to: "small.yaml")
    #expect(try sandbox.run("run", "small.yaml", "-j", "2").status == .exited(1))
    #expect(try causes(sandbox) == ["timed out"])
    let list = try sandbox.run("trials", "--failed")
    #expect(list.output.contains("the training took longer than the limit of 0.3 seconds"))
  }

  @Test func `a training that takes too much memory ends alone`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(spec("limits: { memory: 1MB }"), to: "small.yaml")
    #expect(try sandbox.run("run", "small.yaml", "-j", "2").status == .exited(1))
    #expect(try causes(sandbox) == ["out of memory"])
  }

  @Test func `what has failed is shown, and tried again when asked for`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(spec("limits: { trial: 300ms }"), to: "small.yaml")
    let run = try sandbox.run("run", "small.yaml", "-j", "1")
    #expect(run.status == .exited(1))
    #expect(run.errors.contains("'sweep retry --failed'"))
    let trials = try sandbox.run("trials", "--failed").output
    let trial = try #require(trials.split(separator: "\n").last { $0.first?.isHexDigit ?? false })
    let id = String(trial.prefix(12))
    let story = try sandbox.run("show", id).output
    #expect(story.contains("attempt 2"))
    #expect(story.contains("'sweep retry \(id)'"))
    let other = try sandbox.run("retry", "--exhausted", "--configuration", "l2=1")
    #expect(other.status == .exited(2))
    let retried = try sandbox.run("retry", "--exhausted", "--json")
    #expect(retried.output == "{\"reopened\":2,\"hosts\":[]}\n", "\(retried.errors)")
    #expect(try sandbox.run("show", id).output.contains("no coordinator is running"))
    #expect(try sandbox.run("doctor").status == .exited(0))
  }

  @Test func `what was given up is tried again while the sweep goes on`() throws {
    // A trial that is given up at once, and one that takes until it may end.
    let sweep = try ProgramSweep(
      "", spec: "command: [sh, train.sh, $x]\nparameters: { x: [1, 2] }\nretry: { max: 0 }")
    let sandbox = sweep.sandbox
    try sandbox.write("test $1 = 2 || exit 1\n\(waitForGo(sandbox))", to: "train.sh")
    let run = try sandbox.start("run", "small.yaml", "-j", "2", "--progress", "json")
    _ = try run.waitForLine { $0.contains("exit code 1") }
    let retried = try sandbox.run("retry", "--exhausted")
    #expect(retried.output.contains("will be tried again\n"), "\(retried)")
    try sandbox.write("", to: "go")
    #expect(try run.finish().status == .exited(1))
    let trials = try sandbox.run("trials", "--failed", "--json").output
    #expect(trials.contains("\"attempts\": 2"), "\(trials)")
    #expect(try sandbox.run("doctor").status == .exited(0))
  }

  @Test func `what was given up by a sweep that is about to end is tried by the next`() throws {
    let sweep = try ProgramSweep(
      "", spec: "command: [sh, train.sh, $x]\nparameters: { x: [1, 2] }\nretry: { max: 0 }")
    let sandbox = sweep.sandbox
    try sandbox.write(
      """
      test -e \(sandbox.path("go")) || test $1 = 2 || exit 1
      \(waitForGo(sandbox))
      """, to: "train.sh")
    let run = try sandbox.start("run", "small.yaml", "-j", "2", "--progress", "json")
    _ = try run.waitForLine { $0.contains("exit code 1") }
    run.child.send(.interrupt)
    _ = try run.waitForLine { $0.contains("finishing what is in training") }
    let retry = try sandbox.start("retry", "--failed")
    _ = try retry.waitForLine { $0.contains("sends its workers home") }
    try sandbox.write("", to: "go")
    _ = try run.finish()
    let retried = try retry.finish()
    #expect(retried.output == "1 trial will be tried again by the next 'sweep run'\n", "\(retried)")
    #expect(!sandbox.exists("sweep.sqlite-control"))
    #expect(try sweep.run().status == .exited(0))
  }

  /// A program that measures once there is a file 'go', and after a minute without.
  private func waitForGo(_ sandbox: Sandbox) -> String {
    """
    for i in $(seq 600); do test -e \(sandbox.path("go")) && break; sleep 0.1; done
    echo val_accuracy=$1
    """
  }

  /// Two trials that take seconds, each of which may be tried twice.
  private func spec(_ limits: String) -> String {
    SmallSpec.sturdy(trials: 2, epochs: 20_000).replacing("max: 1000", with: "max: 1") + "\n"
      + limits
  }

  /// The causes of failed attempts, each once.
  private func causes(_ sandbox: Sandbox) throws -> Set<String> {
    let trials = try sandbox.run("trials", "--failed", "--json").output
    let words = trials.split(separator: "\"")
    return Set(words.indices.filter { words[$0] == "cause" }.map { String(words[$0 + 2]) })
  }
}
