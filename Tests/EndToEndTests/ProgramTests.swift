import Foundation
import Processes
import Testing

/// The values that programs are told, and the way in which their metrics come back.
struct ProgramTests {
  @Test func `a program finds its values in arguments, in a file and in its environment`() throws {
    let sweep = try ProgramSweep(
      """
      echo "words $*"
      cat "$SWEEP_PARAMS"
      echo "place $SWEEP_REPLICATE $SWEEP_FOLD $SWEEP_FOLDS $SWEEP_CONFIGURATION $SWEEP_ATTEMPT"
      echo "threads $OMP_NUM_THREADS"
      test "$PWD" = "$SWEEP_DIR" && echo "in its own directory"
      tr '\\n' ' ' < "$SWEEP_TRAIN_INDEX"; echo
      tr '\\n' ' ' < "$SWEEP_VALID_INDEX"; echo
      test -s "${SWEEP_TRAIN_INDEX%.txt}.npy" && echo "an array"
      cat && echo "no input"
      echo "val_accuracy=0.$SWEEP_SEED"
      """,
      spec: """
        command: [sh, train.sh, "--lr=$lr", "${args}"]
        data: { rows: 6 }
        needs: { slots: 2 }
        parameters: { lr: [0.5], name: [a b] }
        evaluate: { folds: { k: 3, kind: ordered } }
        """)
    #expect(try sweep.run().status == .exited(0))
    let stories = try sweep.stories()
    #expect(stories.count == 3)
    let output = try #require(stories.last?.attempts.last?.output)
    #expect(output.contains("words --lr=0.5 --lr=0.5 --name=a b\n"))
    #expect(output.contains(#"{"lr": 0.5, "name": "a b"}"#))
    #expect(output.contains("place 0 2 3 0 1\n"))
    #expect(output.contains("threads 2\n"))
    #expect(output.contains("in its own directory\n"))
    #expect(output.contains("0 1 2 3 4 \n5 \n"))
    #expect(output.contains("an array\nno input\n"))
    #expect(stories.last?.attempts.last?.program?.hasSuffix("/sh") == true)
  }

  @Test func `the output of a program that failed lies in its directory`() throws {
    let sweep = try ProgramSweep("echo why; printf so >&2; exit 3", spec: "retry: { max: 0 }")
    #expect(try sweep.run().status == .exited(1))
    let attempts = sweep.sandbox.path("sweep.sqlite-attempts")
    let trial = try #require(try Folder.names(in: attempts).first)
    let output = try WholeFile.bytes(at: "\(attempts)/\(trial)/1/output.log")
    #expect(String(decoding: output, as: UTF8.self) == "why\nso")
  }

  @Test func `metrics come from a file, from lines of output and through a pattern`() throws {
    let sweep = try ProgramSweep(
      """
      echo '{"epoch": 0, "val_accuracy": 0.25, "val": {"loss": 2}}' >> $SWEEP_METRICS
      echo '{"epoch": 1, "val_accuracy": 0.5}' >> $SWEEP_METRICS
      echo "epoch=1 train=0.75"
      echo '{"epoch": 1, "other": 3}'
      echo "chatter with a = b and lr=3"
      printf 'Epoch 2: psnr is 31.5 dB\\r'
      """,
      spec: "metrics: { pattern: 'Epoch (?<epoch>[0-9]+): psnr is (?<psnr>\\S+)' }")
    #expect(try sweep.run().status == .exited(0))
    let story = try sweep.story()
    #expect(story.value == 0.5)
    #expect(story.last?.epoch == 2)
    #expect(
      try sweep.sandbox.run("table", "--metric", "train,other,psnr,val.loss").status == .exited(0))
  }

  @Test func `of an epoch the last value counts, and what is no line of metrics is passed over`()
    throws
  {
    let sweep = try ProgramSweep(
      """
      for value in 0.1 0.9; do echo "{\\"epoch\\": 1, \\"val_accuracy\\": $value}"; done >> $SWEEP_METRICS
      printf '{"epoch": 2, "val_acc\\n\\377\\376\\000garbage\\n[1,2\\n{"epoch": "x"}\\n' >> $SWEEP_METRICS
      printf '{"epoch": 2, "val_accuracy": 0.2}' >> $SWEEP_METRICS
      """)
    #expect(try sweep.run().status == .exited(0))
    let story = try sweep.story()
    #expect(story.value == 0.2)
    #expect(story.last?.epoch == 2)
    let best = try ProgramSweep(
      "for v in 0.1 0.9; do echo \"{\\\"epoch\\\": 1, \\\"val_accuracy\\\": $v}\"; done",
      spec: "metric: { name: val_accuracy, at: best }")
    try best.run()
    #expect(try best.story().value == 0.9)
  }

  @Test func `a measure that is no number is a trial that diverged`() throws {
    let sweep = try ProgramSweep("echo val_accuracy=nan")
    #expect(try sweep.run().status == .exited(0))
    #expect(try sweep.story().status == "diverged")
  }

  @Test func `a checkpoint is found by the next attempt, and the record says from where`() throws {
    let sweep = try ProgramSweep(
      """
      first=$(cat $SWEEP_CHECKPOINT/epoch 2>/dev/null || echo 0)
      for epoch in 1 2 3 4; do
        [ $epoch -le $first ] && continue
        echo "epoch=$epoch val_accuracy=0.$epoch$SWEEP_ATTEMPT"
        echo $epoch > $SWEEP_CHECKPOINT/epoch
        [ $epoch = 2 ] && [ $SWEEP_ATTEMPT = 1 ] && exit 75
      done
      true
      """, spec: "retry: { max: 2 }\nmetric: { name: val_accuracy, at: epoch 1 }")
    #expect(try sweep.run().status == .exited(0))
    let story = try sweep.story()
    #expect(story.attempts.first?.failure?.cause == "postponed")
    #expect(story.attempts.last?.resumedAfter == 2)
    #expect(story.value == 0.11)
    #expect(story.last?.metrics["val_accuracy"] == 0.42)
  }

  @Test func `changed code is another sweep's, and the same code the same`() throws {
    let sweep = try ProgramSweep("echo val_accuracy=0.5")
    try sweep.run()
    #expect(try sweep.sandbox.run("plan", "small.yaml").output.contains("all done"))
    try sweep.sandbox.write("echo val_accuracy=0.6", to: "train.sh")
    #expect(try sweep.sandbox.run("plan", "small.yaml").output.contains("1 to run"))
    #expect(try sweep.run().status == .exited(2))
    #expect(try sweep.run("--stale", "rerun").status == .exited(0))
    #expect(try sweep.story().value == 0.6)
  }

  @Test func `every trial has a GPU to itself, of those that the machine has`() throws {
    // Two at a time at one GPU would make the same directory.
    let sweep = try ProgramSweep(
      """
      mkdir "$SWEEP_CODE/gpu-$CUDA_VISIBLE_DEVICES" || exit 64
      echo "val_accuracy=0.$CUDA_VISIBLE_DEVICES"
      rmdir "$SWEEP_CODE/gpu-$CUDA_VISIBLE_DEVICES"
      """, spec: "needs: { gpus: 1 }\nparameters: { x: [1, 2, 3, 4, 5, 6] }")
    try sweep.sandbox.write("#!/bin/sh\nprintf '4\\n7\\n'\n", to: "nvidia-smi")
    chmod(sweep.sandbox.path("nvidia-smi"), 0o755)
    let run = try sweep.sandbox.start(
      ["run", "small.yaml", "-j", "2"],
      environment: ["PATH": "\(sweep.sandbox.directory):/usr/bin:/bin"])
    #expect(try run.finish().status == .exited(0))
    let values = Set(try sweep.stories().compactMap(\.value))
    #expect(values.isSubset(of: [0.4, 0.7]) && !values.isEmpty)
  }

  @Test func `trials go to workers that have what they need`() throws {
    let sweep = try ProgramSweep(
      "echo val_accuracy=0.$CUDA_VISIBLE_DEVICES",
      spec: "needs: { gpus: 1, tags: [fast] }\nparameters: { x: [1, 2, 3] }")
    #expect(try sweep.run("--gpus", "3,5", "--tags", "fast,big").status == .exited(0))
    let values = Set(try sweep.stories().compactMap(\.value))
    #expect(values.isSubset(of: [0.3, 0.5]) && !values.isEmpty)
  }

  @Test func `a trial goes only to a worker that has what it needs, and has its GPU alone`() throws
  {
    let sweep = try ProgramSweep(
      """
      mkdir "$TMPDIR/gpu-$CUDA_VISIBLE_DEVICES" || exit 1
      sleep 0.05
      rmdir "$TMPDIR/gpu-$CUDA_VISIBLE_DEVICES"
      echo "on $NAME"
      echo val_accuracy=0.$CUDA_VISIBLE_DEVICES
      """,
      spec: "needs: { gpus: 1, tags: [avx512], memory: 1G }\nparameters: { x: [1, 2, 3, 4] }")
    let sandbox = sweep.sandbox
    let endpoint = "ipc://\(sandbox.path("door"))"
    let serve = try sandbox.start("serve", "small.yaml", "--listen", endpoint)
    func work(_ name: String, _ has: String...) throws -> Running {
      try sandbox.start(
        ["work", endpoint, "--slots", "2", "--attempts", name, "--spool", name + "-spool"] + has,
        environment: ["NAME": name])
    }
    let others = [
      try work("untagged", "--gpus", "1", "--memory", "8G"),
      try work("without", "--gpus", "none", "--tags", "avx512"),
      try work("small", "--gpus", "2", "--tags", "avx512", "--memory", "500M"),
    ]
    let able = try work("able", "--gpus", "7", "--tags", "big,avx512", "--memory", "8G")
    let served = try serve.finish()
    #expect(served.succeeded, "\(served.errors)")
    for worker in others + [able] { #expect(try worker.finish().succeeded) }
    let stories = try sweep.stories()
    #expect(stories.map(\.value) == [0.7, 0.7, 0.7, 0.7])
    for story in stories {
      #expect(story.attempts.count == 1)
      #expect(story.attempts.last?.output?.contains("on able\n") == true)
    }
  }

  @Test func `trials of other code are kept or trained again, as is wished`() throws {
    let sweep = try ProgramSweep(
      "echo val_accuracy=0.5", spec: "code: [train.sh]\nparameters: { x: [1, 2] }")
    try sweep.run()
    try sweep.sandbox.write("echo val_accuracy=0.5 # as before", to: "train.sh")
    let plan = try sweep.sandbox.run("plan", "small.yaml").output
    #expect(plan.contains("2 to run"))
    #expect(plan.contains("2 of them done by code that has changed since"), "\(plan)")
    let kept = try sweep.run("--stale", "keep")
    #expect(kept.status == .exited(0))
    #expect(try sweep.stories().allSatisfy { $0.attempts.count == 1 })
    let again = try sweep.run("--stale", "rerun")
    #expect(again.status == .exited(0))
    #expect(try sweep.sandbox.run("plan", "small.yaml").output.contains("all done"))
    let unknown = try sweep.run("--stale", "forget")
    #expect(unknown.status == .exited(2))
  }

  @Test func `what an earlier version had read does not count unless it is kept`() throws {
    let sweep = try ProgramSweep("echo val_accuracy=0.5", spec: "parameters: { x: [1, 2] }")
    try sweep.run()
    try sweep.makeOlder(semantics: "program 1")
    let plan = try sweep.sandbox.run("plan", "small.yaml").output
    #expect(
      plan.contains("2 of them done by an earlier version of sweep, which read metrics in other"),
      "\(plan)")
    #expect(try sweep.run("--stale", "keep").status == .exited(0))
    #expect(try sweep.stories().allSatisfy { $0.attempts.count == 1 })
    #expect(try sweep.run("--stale", "rerun").status == .exited(0))
    #expect(try sweep.sandbox.run("plan", "small.yaml").output.contains("all done"))
  }

  @Test func `show and the table tell where numbers were read and what became of them`() throws {
    let sweep = try ProgramSweep(
      """
      printf 'epoch,step,val_accuracy\n0,1,0.1\n0,2,0.2\n1,3,0.3\n1,4,0.4\n' > log.csv
      echo 'epoch=1 val_accuracy=0.9'
      """)
    let run = try sweep.run()
    #expect(run.output.contains("for val_accuracy: measured several times an epoch: the last"))
    #expect(
      run.output.contains("for val_accuracy: taken from a table and not from standard output"))
    #expect(try sweep.story().value == 0.4)
    let trial = try sweep.story().trial
    let story = try sweep.sandbox.run("show", trial).output
    #expect(
      story.contains(
        "  val_accuracy: from a table (log.csv), by epoch, counted from 0 there and from 1 here\n"),
      "\(story)")
  }

  @Test func `a metric that two logs claim fails the trial, and the sentence says how to choose`()
    throws
  {
    let script = """
      mkdir a b
      printf 'epoch,acc\n1,0.25\n' > a/log.csv
      printf 'epoch,acc\n1,0.75\n' > b/log.csv
      """
    let sweep = try ProgramSweep(script, spec: "metric: { name: acc }")
    #expect(try sweep.run().status == .exited(1))
    let failure = try #require(try sweep.story().failure)
    #expect(failure.cause == "no metric")
    #expect(
      failure.message
        == "'acc' is measured by 2 series: 'a/acc', 0.25 in a table (a/log.csv); 'b/acc', 0.75 in a"
        + " table (b/log.csv); choose one in the spec, such as metric: { name: b/acc }")
    let chosen = try ProgramSweep(script, spec: "metric: { name: b/acc, goal: maximize }")
    try chosen.run()
    #expect(try chosen.story().value == 0.75)
  }

  @Test func `a sweep of W&B runs where its agent would, and becomes a spec`() throws {
    let sweep = try ProgramSweep("")
    let sandbox = sweep.sandbox
    try FileManager.default.createDirectory(
      atPath: sandbox.path("configs"), withIntermediateDirectories: true)
    try sandbox.write("0.25", to: "data.txt")
    try sandbox.write(
      "echo \"words $*\"; cat \"$SWEEP_PARAMS\"; echo \"{\\\"val/acc\\\": $(cat data.txt)}\"",
      to: "fit.sh")
    try sandbox.write(
      """
      program: fit.sh
      method: grid
      metric: { name: val/acc, goal: maximize }
      command: ["${env}", sh, "${program}", "${args_no_hyphens}", "--at=${envvar:HOME}/x"]
      parameters:
        trainer.lr: { values: [0.5] }
        weight-decay: { value: 1e-4 }
        opt: { parameters: { name: { value: adam } } }
      """, to: "configs/sweep.yaml")
    let run = try sandbox.run("run", "configs/sweep.yaml", "-j", "1")
    #expect(run.status == .exited(0), "\(run.errors)")
    let story = try sweep.story()
    #expect(story.value == 0.25)
    let output = try #require(story.attempts.last?.output)
    #expect(
      output.contains(
        "words opt={'name': 'adam'} trainer.lr=0.5 weight-decay=0.0001 --at=\(sandbox.directory)/x\n"
      ))
    #expect(
      output.contains(
        #"{"opt": {"name": "adam"}, "trainer.lr": 0.5, "weight-decay": 0.0001}"#))

    let refused = try sandbox.run("init", "configs/sweep.yaml", "-o", "own.yaml")
    #expect(refused.errors.hasPrefix("sweep: configs/sweep.yaml:8:"))
    let set = ["--set", "parameters.opt=null"]
    #expect(try sandbox.run(["plan", "configs/sweep.yaml"] + set).status == .exited(2))
    try sandbox.write(
      "program: fit.sh\nmethod: bayes\ncommand: [sh, '${program}']\nmetric: { name: val/acc }\n"
        + "parameters: { lr: { min: 0.0, max: 1.0 } }", to: "search.yaml")
    #expect(try sandbox.run("init", "search.yaml", "-o", "own.yaml").succeeded)
    #expect(try sandbox.run("run", "own.yaml", "-j", "2", "--results", "own.sqlite").succeeded)
    #expect(try sandbox.run("init", "search.yaml", "-o", "own.yaml").status == .exited(2))
  }

  @Test func `who is told less than he may think hears of it, and so does who measures nothing`()
    throws
  {
    let sweep = try ProgramSweep(
      "echo 'Epoch 1/1 - val_acc: 0.5'",
      spec: "command: [sh, train.sh, $x]\nparameters: { x: [1], y: [2] }")
    let plan = try sweep.sandbox.run("plan", "small.yaml")
    #expect(plan.errors.hasPrefix("y: in no word of the command, only in the file SWEEP_PARAMS;"))
    #expect(try sweep.run().status == .exited(1))
    let message = try #require(try sweep.story().failure?.message)
    #expect(
      message.contains("to read lines such as 'Epoch 1/1 - val_acc: 0.5', give the spec metrics:"))
    let other = try ProgramSweep(
      "echo 'Epoch 1/1 - val_acc: 0.5'",
      spec:
        "command: [sh, train.sh, $x]\nparameters: { x: [1] }\nmetrics: { pattern: 'acc=(?<acc>[0-9.]+)' }"
    )
    #expect(try other.run().status == .exited(1))
    let unfit = try #require(try other.story().failure?.message)
    #expect(
      unfit.contains(
        "the spec's metrics: { pattern: ... } does not fit lines such as 'Epoch 1/1 - val_acc: 0.5'"
      ))
  }
}
