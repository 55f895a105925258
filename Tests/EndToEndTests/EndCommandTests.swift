import Documents
import Processes
import Testing

/// Somebody is told when a run is over.
struct EndCommandTests {
  private static let words = [
    "--on-done", "cat > done.txt", "--on-failure", "cat > failed.txt; exit 3",
  ]

  private func text(_ name: String, in sandbox: Sandbox) throws -> (json: Document, rest: String) {
    let text = try sandbox.run(tool: "/bin/cat", name).output
    let parts = text.split(separator: "\n", maxSplits: 1)
    return (try #require(Document(json: String(parts[0]))), String(parts[1]))
  }

  @Test func `a command hears of the end, with the table`() throws {
    let sweep = try ProgramSweep("echo val_accuracy=0.5")
    let run = try sweep.sandbox.run(["run", "small.yaml", "-j", "1"] + EndCommandTests.words)
    #expect(run.status == .exited(0), "\(run.errors)")
    let (json, table) = try text("done.txt", in: sweep.sandbox)
    #expect(json["sweep"]?.content == .text("small"))
    #expect(json["exit_code"]?.content == .integer(0))
    #expect(json["status"]?["trials"]?["done"]?.content == .integer(1))
    #expect(table == run.output)
    #expect(!sweep.sandbox.exists("failed.txt"))
  }

  @Test func `another hears that trials failed, and what it makes of it changes nothing`() throws {
    let sweep = try ProgramSweep("exit 5")
    let run = try sweep.sandbox.run(["run", "small.yaml", "-j", "1"] + EndCommandTests.words)
    #expect(run.status == .exited(1))
    let (json, _) = try text("failed.txt", in: sweep.sandbox)
    #expect(json["exit_code"]?.content == .integer(1))
    #expect(json["status"]?["trials"]?["failed"]?.content == .integer(1))
    #expect(run.errors.contains("'cat > failed.txt; exit 3'"))
    #expect(!sweep.sandbox.exists("done.txt"))
  }

  @Test func `nobody hears of a run that somebody stopped`() throws {
    let sweep = try ProgramSweep("sleep 60")
    let run = try sweep.sandbox.start(["run", "small.yaml", "-j", "1"] + EndCommandTests.words)
    _ = try run.waitForLine { $0.contains("1 running") }
    run.child.send(.interrupt)
    _ = try run.waitForLine { $0.contains("finishing what is in training") }
    run.child.send(.interrupt)
    #expect(try run.finish().status == .exited(130))
    #expect(!sweep.sandbox.exists("done.txt") && !sweep.sandbox.exists("failed.txt"))
  }
}
