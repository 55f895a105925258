import Foundation
import Processes
import Testing

/// Programs that do what programs should not.
struct MisbehavingProgramTests {
  /// More than the memory that it may have; `SWEEP_FAULTS=long`: 1 GiB.
  private static let flood = Effort.choose(quick: 256 << 20, long: 1 << 30)

  @Test func `a flood of output fills no memory`() throws {
    let sweep = try ProgramSweep(
      "head -c \(MisbehavingProgramTests.flood) /dev/zero; echo; echo val_accuracy=0.5",
      spec: Sanitizer.isOn ? "" : "limits: { memory: 200MB }")
    #expect(try sweep.run().status == .exited(0))
    let story = try sweep.story()
    #expect(story.value == 0.5)
    #expect((story.attempts.last?.output?.utf8.count ?? .max) <= 64 << 10)
  }

  @Test func `binary output harms nobody`() throws {
    let sweep = try ProgramSweep("head -c 100000 /dev/urandom; echo; echo val_accuracy=0.5")
    #expect(try sweep.run().status == .exited(0))
    #expect(try sweep.story().value == 0.5)
  }

  @Test func `half a line and then nothing ends at the limit of time, and the half line is shown`()
    throws
  {
    let sweep = try ProgramSweep(
      "printf 'val_accuracy=0.'; sleep 600", spec: "limits: { trial: 500ms }")
    #expect(try sweep.run().status == .exited(1))
    let failure = try #require(try sweep.story().failure)
    #expect(failure.cause == "timed out")
    #expect(failure.output == "val_accuracy=0.")
  }

  @Test func `a daemon that a program leaves behind is ended`() throws {
    let mark = UUID().uuidString
    let sweep = try ProgramSweep(
      """
      export SWEEP_TEST_MARK=\(mark)
      (setsid sh -c 'sleep 600 & sleep 600' > /dev/null 2>&1 &)
      setsid sleep 600 &
      echo val_accuracy=0.5
      """)
    #expect(try sweep.run().status == .exited(0))
    #expect(ProgramSweep.processes(marked: mark).isEmpty)
  }

  @Test func `who does not listen to SIGTERM gets SIGKILL, and what it has started too`() throws {
    let mark = UUID().uuidString
    let sweep = try ProgramSweep(
      """
      export SWEEP_TEST_MARK=\(mark)
      trap '' TERM
      sh -c 'trap "" TERM; while true; do sleep 0.1; done' &
      while true; do sleep 0.1; done
      """, spec: "limits: { trial: 300ms }")
    #expect(try sweep.run().status == .exited(1))
    #expect(try sweep.story().failure?.cause == "timed out")
    #expect(ProgramSweep.processes(marked: mark).isEmpty)
  }

  @Test func `who listens to SIGTERM has the time to save`() throws {
    let sweep = try ProgramSweep(
      """
      if [ -e $SWEEP_CHECKPOINT/saved ]; then echo epoch=2 val_accuracy=0.5; exit; fi
      trap 'touch $SWEEP_CHECKPOINT/saved; exit 1' TERM
      echo epoch=1 val_accuracy=0.1
      while true; do sleep 0.05; done
      """, spec: "limits: { trial: \(500 * Sanitizer.patience)ms }\nretry: { max: 1 }")
    #expect(try sweep.run().status == .exited(0))
    let story = try sweep.story()
    #expect(story.attempts.map { $0.failure?.cause } == ["timed out", nil])
    #expect(story.attempts.last?.resumedAfter == 1)
  }

  @Test func `who deletes its directory is measured by what it prints`() throws {
    let sweep = try ProgramSweep("rm -rf $SWEEP_DIR; echo val_accuracy=0.5; exit 0")
    #expect(try sweep.run().status == .exited(0))
    #expect(try sweep.story().value == 0.5)
  }

  @Test func `a FIFO where a log is looked for holds nobody up`() throws {
    let sweep = try ProgramSweep(
      """
      mkfifo log.csv events.out.tfevents.1.x trainer_state.json mlflow.db
      rm -f $SWEEP_METRICS; mkfifo $SWEEP_METRICS
      ln -s /dev/zero zero.csv
      sleep 0.7
      echo val_accuracy=0.5
      """)
    #expect(try sweep.run().status == .exited(0))
    #expect(try sweep.story().value == 0.5)
  }

  @Test func `an end without a word is a cause of its own, and not tried again`() throws {
    let sweep = try ProgramSweep("echo val_acuracy=0.5", spec: "retry: { max: 2 }")
    #expect(try sweep.run().status == .exited(1))
    let story = try sweep.story()
    #expect(story.attempts.count == 1)
    #expect(story.failure?.cause == "no metric")
    #expect(story.failure?.message.contains("did you mean val_accuracy?") == false)
    #expect(story.failure?.message.contains("val_acuracy") == true)
  }

  @Test func `a program that cannot be started here is no failure of its trials`() throws {
    let sweep = try ProgramSweep(
      "", spec: "command: [no-such-program-anywhere]\nparameters: { x: [1, 2, 3] }")
    let run = try sweep.run()
    #expect(run.status == .exited(69))
    #expect(
      run.errors.hasSuffix(
        "sweep: no trial can be trained on this machine: the program 'no-such-program-anywhere' cannot be"
          + " started here: No such file or directory\n"), "\(run.errors)")
    #expect(try sweep.stories().allSatisfy { $0.failure == nil && $0.status != "failed" })
  }

  @Test func `the last line of a traceback is part of the cause`() throws {
    let sweep = try ProgramSweep(
      """
      echo 'Traceback (most recent call last):' >&2
      echo "ModuleNotFoundError: No module named 'nosuch'" >&2
      exit 1
      """)
    #expect(try sweep.run().status == .exited(1))
    let failure = try #require(try sweep.story().failure)
    #expect(failure.cause == "exit code")
    #expect(failure.message.hasSuffix(": ModuleNotFoundError: No module named 'nosuch'"))
  }

  @Test func `who is called wrongly is not called again`() throws {
    let sweep = try ProgramSweep("echo usage; exit 64", spec: "retry: { max: 2 }")
    #expect(try sweep.run().status == .exited(1))
    #expect(try sweep.story().attempts.map { $0.failure?.cause } == ["invalid"])
  }

  @Test func `a signal is a cause of its own`() throws {
    let sweep = try ProgramSweep("kill -SEGV $$")
    #expect(try sweep.run().status == .exited(1))
    let failure = try #require(try sweep.story().failure)
    #expect(failure.cause == "crashed")
    #expect(failure.message.contains("SIGSEGV"))
  }

  @Test func `who takes more memory than the limit is ended for it, also by its children`() throws {
    let mark = UUID().uuidString
    let sweep = try ProgramSweep(
      """
      export SWEEP_TEST_MARK=\(mark)
      echo growing
      setsid sh -c 'text=0123456789abcdef; while true; do text=$text$text; done'
      """, spec: "limits: { memory: 100M }")
    #expect(try sweep.run().status == .exited(1))
    let failure = try #require(try sweep.story().failure)
    #expect(failure.cause == "out of memory")
    #expect(failure.output.hasPrefix("growing\n"))
    #expect(ProgramSweep.processes(marked: mark).isEmpty)
  }

  @Test func `a program that hangs ends with its run`() throws {
    let mark = UUID().uuidString
    let sweep = try ProgramSweep(
      "export SWEEP_TEST_MARK=\(mark); echo epoch=1 val_accuracy=0.1; exec sleep 600")
    let run = try sweep.sandbox.start("run", "small.yaml", "-j", "1", "--progress", "json")
    _ = try run.waitForLine { $0.contains("\"running\":") }
    try waitUntil { !ProgramSweep.processes(marked: mark).isEmpty }
    run.child.send(.interrupt)
    _ = try run.waitForLine { $0.contains("Ctrl-C again") }
    run.child.send(.interrupt)
    #expect(try run.finish().status == .exited(130))
    try waitUntil { ProgramSweep.processes(marked: mark).isEmpty }
  }
}
