import Foundation
import Processes
import SQLite
import Testing

/// Programs, while everything around them is killed.
struct ProgramStormTests {
  /// `SWEEP_FAULTS=long`: 200 programs.
  private static let count = Effort.choose(quick: 24, long: 200)

  @Test func `whatever is killed, results are the same, checkpoints are used and nobody is left`()
    throws
  {
    let mark = UUID().uuidString
    let script = """
      export SWEEP_TEST_MARK=\(mark)
      first=$(cat $SWEEP_CHECKPOINT/epoch 2>/dev/null || echo 0)
      for epoch in 1 2 3 4 5; do
        [ $epoch -le $first ] && continue
        sleep 0.1 & wait
        echo "epoch=$epoch val_accuracy=0.$epoch$SWEEP_SEED" >> $SWEEP_METRICS
        echo $epoch > $SWEEP_CHECKPOINT/new && mv $SWEEP_CHECKPOINT/new $SWEEP_CHECKPOINT/epoch
        if [ $epoch = 1 ]; then touch $SWEEP_CODE/begun; fi
      done
      """
    let spec = "evaluate: { replicates: \(ProgramStormTests.count) }\nretry: { max: 100 }"
    let calm = try ProgramSweep(script, spec: spec)
    #expect(try calm.sandbox.run("run", "small.yaml", "-j", "4").status == .exited(0))
    let stormy = try ProgramSweep(script, spec: spec)
    var random = SystemRandomNumberGenerator()
    for _ in 0..<Effort.choose(quick: 2, long: 20) {
      let run = try stormy.sandbox.start("run", "small.yaml", "-j", "4", "--progress", "json")
      // A machine that stands still while a test waits may be through with it all.
      guard (try? run.waitForLine { $0.contains("\"running\":") }) != nil else { break }
      for _ in 0..<4 {
        let pause = Duration.milliseconds(Int.random(in: 0..<300, using: &random))
        _ = try run.child.ending.waitUntilReadable(upTo: pause)
        let tree = ProcessTree().descendants(of: run.child.id)
        if let victim = tree.randomElement(using: &random) { kill(victim, SIGKILL) }
      }
      // All of it at once, in an order that nobody chose, and in it one that could go on.
      try? FileManager.default.removeItem(atPath: stormy.sandbox.path("begun"))
      try run.wait { try stormy.sandbox.exists("begun") || run.child.poll() != nil }
      for victim in (ProcessTree().descendants(of: run.child.id) + [run.child.id])
        .shuffled(using: &random) where Bool.random(using: &random) || victim == run.child.id
      {
        kill(victim, SIGKILL)
      }
      _ = try run.finish()
    }
    let last = try stormy.sandbox.run("run", "small.yaml", "-j", "4")
    let failures = try stormy.sandbox.run("trials", "--failed").output
    #expect(last.status == .exited(0), "\(last.errors.suffix(500))\(failures.prefix(2000))")
    #expect(ProgramSweep.processes(marked: mark).isEmpty)
    #expect(try digests(stormy) == digests(calm))
    let resumed = try Database(at: stormy.sandbox.path("sweep.sqlite"), mode: .readOnly)
      .prepare("SELECT count(*) FROM notes WHERE resumed_after > 0").first { $0.int(0) }
    #expect(resumed ?? 0 > 0)
  }

  /// Every trial and the digest of its result, in order.
  private func digests(_ sweep: ProgramSweep) throws -> [String] {
    let database = try Database(at: sweep.sandbox.path("sweep.sqlite"), mode: .readOnly)
    return try database.prepare(
      "SELECT hex(t.hash) || hex(r.digest) FROM trials t JOIN results r ON r.trial = t.id ORDER BY 1"
    ).map { $0.text(0) }
  }
}
