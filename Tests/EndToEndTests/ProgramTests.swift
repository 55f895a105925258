import Foundation
import Processes
import Testing

/// What programs are told, and how what they measure comes back.
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

  @Test func `each epoch counts once, and what is no number or no line of metrics is passed over`()
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
    #expect(try best.story().value == 0.1)
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
    #expect(try sweep.run().status == .exited(0))
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
}
