import Foundation
import Processes
import Testing

/// Workers that a launch asks a scheduler for: Slurm, PBS and Grid Engine.
struct SchedulerLaunchTests: LaunchSuite {
  let sandbox: Sandbox

  init() throws { sandbox = try Self.makeSandbox() }

  @Test func `a job too short for any trial is not handed in`() throws {
    try sandbox.write(
      SmallSpec.digits() + "\nlimits: { trial: 10m }\n", to: "sweeps/digits-l2.yaml")
    let refused = try run(
      "sweep launch slurm sweeps/digits-l2.yaml --connect tcp://h:5 --insecure --time 5m")
    #expect(refused.errors.contains("no trial can be trained that may take"), "\(refused.errors)")
    #expect(refused.status == .exited(2))
  }

  @Test(arguments: [
    (
      "slurm", "sbatch", "sbatch: error: invalid partition specified: lang",
      "Slurm has no partition of this name; 'sinfo --summarize' lists them"
    ),
    (
      "slurm", "sbatch",
      "sbatch: error: Batch job submission failed: Requested time limit is invalid (missing or exceeds"
        + " some limit)",
      "Slurm allows no job this long there; 'sinfo --summarize' shows how long one may be"
    ),
    (
      "pbs", "qsub", "qsub: Unknown queue",
      "PBS has no queue of this name; 'qstat -Q' lists them"
    ),
    (
      "pbs", "qsub", "qsub: Job violates queue and/or server resource limits",
      "PBS allows no job this large or long there; 'qstat -Qf' shows the limits"
    ),
    (
      "sge", "qsub",
      "Unable to run job: Job was rejected because job requests unknown queue \"lang\".",
      "Grid Engine has no queue of this name; 'qconf -sql' lists them"
    ),
  ])
  func `what a queue refuses is said with a remedy`(
    scheduler: String, command: String, complaint: String, sentence: String
  ) throws {
    try standIn(command, "cat >/dev/null; echo '\(complaint)' >&2; exit 1")
    let refused = try run(
      "sweep launch \(scheduler) sweeps/digits-l2.yaml --connect tcp://h:5 --insecure --program /x"
        + " --partition lang --time 9000h")
    #expect(refused.errors == "sweep: \(sentence)\n")
    #expect(refused.status == .exited(2))
  }

  @Test func `Slurm is asked for what the spec needs, and for what else is said`() throws {
    try sandbox.write(
      "sweep: c\ncommand: [python3, -c, $lr]\nparameters: { lr: [1] }\n"
        + "needs: { slots: 4, memory: 32G, gpus: 1 }\n", to: "c.yaml")
    let launch =
      "sweep launch slurm c.yaml --connect tcp://127.0.0.1:5599 --insecure --program /x --print"
    func lines(_ options: String) throws -> [Substring] {
      let printed = try run("\(launch) \(options)")
      #expect(printed.succeeded, "\(printed.errors)")
      return printed.output.split(separator: "\n")
    }
    let plain = try lines("--time 2d")
    for line in ["--cpus-per-task=4", "--mem=32768M", "--gres=gpu:1", "--time=48:00:00"] {
      #expect(plain.contains("#SBATCH \(line)"), "\(line)")
    }
    #expect(plain.contains { $0.contains(" --slots 4 ") && $0.contains(" --memory 32768MiB") })
    let two = try lines(
      "--slots 8 --directive --qos=high --setup 'module load cuda' --time 1-12:00:00")
    for line in [
      "--cpus-per-task=8", "--mem=65536M", "--gres=gpu:2", "--qos=high", "--time=36:00:00",
    ] {
      #expect(two.contains("#SBATCH \(line)"), "\(line)")
    }
    #expect(two.contains { $0.hasPrefix("module load cuda || ") })
    #expect(try lines("--memory 40g").contains("#SBATCH --mem=40960M"))
    let small = try run("\(launch) --slots 2")
    #expect(small.status == .exited(2))
    #expect(
      small.errors.hasPrefix(
        "sweep: such jobs could train nothing: each takes 4 slots (needs.slots)"))
  }

  @Test(arguments: [
    (
      "slurm", "sbatch",
      "sbatch: error: Batch job submission failed: Invalid job array specification",
      "Slurm takes no array with so many jobs"
    ),
    (
      "slurm", "sbatch",
      "sbatch: error: Batch job submission failed: Invalid feature specification",
      "Slurm has no nodes with such a --constraint"
    ),
    (
      "sge", "qsub",
      "Unable to run job: warning: my job is not allowed to run in any queue\nYour job 12 (\"w\") has been"
        + " submitted", "Grid Engine has no queue that may run your jobs"
    ),
  ])
  func `what a queue will never take ends also a launch that stays`(
    scheduler: String, command: String, complaint: String, sentence: String
  ) throws {
    try standIn(command, "cat >/dev/null; echo '\(complaint)' >&2; exit 1")
    try standIn("qdel", "echo $1 >>\"\(sandbox.path("ended"))\"")
    for tool in ["squeue", "scancel", "qstat"] { try standIn(tool, "true") }
    let coordinator = try start(
      "exec sweep serve sweeps/digits-l2.yaml --listen tcp://127.0.0.1:* --insecure --progress json"
    )
    let endpoint = try coordinator.endpoint()
    let refused = try run(
      "sweep launch \(scheduler) sweeps/digits-l2.yaml --connect \(endpoint) --insecure --program /x"
        + " --workers 3 --auto")
    #expect(refused.status == .exited(2))
    #expect(refused.errors.hasPrefix("sweep: \(sentence)"), "\(refused.errors)")
    #expect(refused.errors.split(separator: "\n").count == 1)
    // A job that was refused and queued all the same is taken back.
    #expect(sandbox.exists("ended") == (scheduler == "sge"))
    coordinator.child.send(.interrupt)
    _ = try coordinator.finish()
  }

  @Test func `an array that Slurm does not take is handed in in parts`() throws {
    // As Slurm has it: numbers of jobs stay below MaxArraySize.
    try standIn(
      "sbatch",
      """
      range=$(sed -n 's/^#SBATCH --array=0-\\([0-9]*\\).*/\\1/p')
      [ "$range" -lt 1001 ] || {
        echo 'sbatch: error: Batch job submission failed: Invalid job array specification' >&2; exit 1; }
      echo $range >>"\(sandbox.path("arrays"))"; wc -l <"\(sandbox.path("arrays"))"
      """)
    try standIn("scontrol", "echo 'MaxArraySize            = 1001'")
    let launched = try run(
      "sweep launch slurm sweeps/digits-l2.yaml --connect tcp://h:5 --insecure --program /x"
        + " --workers 2100")
    #expect(launched.succeeded, "\(launched.errors)")
    #expect(launched.output == "1\n2\n3\n")
    let arrays = try String(contentsOfFile: sandbox.path("arrays"), encoding: .utf8)
    #expect(arrays == "1000\n1000\n97\n")
    #expect(launched.errors.contains("2100 workers are queued as slurm job 1, 2, 3"))
  }

  @Test func `a launch that stays ends when its workers can train nothing`() throws {
    try standInForQueue(
      submit: "sbatch", list: "squeue", cancel: "scancel", variable: "SLURM_ARRAY_TASK_ID",
      range: "^#SBATCH --array=\\([0-9]*\\)-\\([0-9]*\\).*", entry: "7_$i|RUNNING|None", says: "7")
    try sandbox.write(
      "sweep: c\ncommand: [no-such-program, $lr]\nparameters: { lr: [1, 2, 3, 4] }\n", to: "c.yaml")
    let coordinator = try start(
      "exec sweep serve c.yaml --listen tcp://127.0.0.1:* --insecure --progress json")
    let endpoint = try coordinator.endpoint()
    let launched = try run(
      "sweep launch slurm c.yaml --connect \(endpoint) --insecure --workers 8 --auto"
        + " --program \(Sandbox.program)")
    #expect(launched.status == .exited(69), "\(launched.errors)")
    // How many come before the launch ends depends on how fast they come.
    #expect(
      launched.errors.contains(
        /sweep: no worker that is started so can train: all [4-8] that came/),
      "\(launched.errors)")
    #expect(launched.errors.contains("'no-such-program'"), "\(launched.errors)")
    #expect(launched.errors.hasSuffix("; mend that and launch again\n"))
    coordinator.child.send(.interrupt)
    _ = try coordinator.finish()
  }

  @Test func `the first launch of Grid Engine has a place for what its jobs print`() throws {
    let printed = try run(
      "sweep launch sge sweeps/digits-l2.yaml --connect tcp://127.0.0.1:5597 --insecure --program /x"
        + " --results nf.sqlite --print")
    #expect(printed.output.contains("#$ -o /"), "\(printed.output)")
    #expect(printed.output.contains("/nf.sqlite-jobs/\n"))
  }

  /// A queue that runs at once what is handed in, for each number from `first` on; what the jobs do
  /// is listed as `entry` says, in which `$i` is the number.
  private func standInForQueue(
    submit: String, list: String, cancel: String, variable: String, range: String, entry: String,
    says: String
  ) throws {
    try standIn(
      submit,
      """
      cat >"\(sandbox.path("script"))"
      set -- $(sed -n 's/\(range)/\\1 \\2/p' "\(sandbox.path("script"))")
      for i in $(seq "${1:-0}" "${2:-0}"); do
        \(variable)=$i sh "\(sandbox.path("script"))" >>"\(sandbox.path("job.log"))" 2>&1 &
        echo $! >"\(sandbox.path("job"))-$i"
      done
      echo '\(says)'
      """)
    try standIn(
      list,
      """
      for file in "\(sandbox.path("job"))"-*; do
        i=${file##*-}
        kill -0 "$(cat "$file")" 2>/dev/null && echo "\(entry)"
      done
      true
      """)
    try standIn(cancel, "kill $(cat \"\(sandbox.path("job"))\"-*) 2>/dev/null; true")
  }

  /// Serves the sweep, has workers started by a line, and waits for the end of both.
  private func sweep(by launch: String) throws {
    #expect(try run("sweep keys new").status == .exited(0))
    let serve = try line("sweep serve").replacing("tcp://*:5555", with: "tcp://127.0.0.1:*")
    let coordinator = try start("exec \(serve) --progress json")
    let endpoint = try coordinator.endpoint()
    let launched = try run(launch.replacing("'tcp://*:5555'", with: endpoint))
    #expect(launched.status == .exited(0), "\(launched.errors)")
    #expect(try coordinator.finish().status == .exited(0))
    #expect(try digest() == localDigest())
  }

  @Test func `Slurm is asked for workers in one line, and told when there is nothing more to do`()
    throws
  {
    try standInForQueue(
      submit: "sbatch", list: "squeue", cancel: "scancel", variable: "SLURM_ARRAY_TASK_ID",
      range: "^#SBATCH --array=\\([0-9]*\\)-\\([0-9]*\\).*", entry: "7_$i|RUNNING|None", says: "7")
    try sweep(by: line("sweep launch slurm"))
    let log = try String(contentsOfFile: sandbox.path("job.log"), encoding: .utf8)
    #expect(log.contains(" trained trial="), "\(log)")
  }

  @Test func `PBS`() throws {
    try standInForQueue(
      submit: "qsub", list: "qstat", cancel: "qdel", variable: "PBS_ARRAY_INDEX",
      range: "^#PBS -J \\([0-9]*\\)-\\([0-9]*\\).*", entry: "7[$i].server sweep me 0 R workq",
      says: "7[].server")
    try sweep(
      by: line("sweep launch slurm").replacing("slurm", with: "pbs")
        + " --program \(Sandbox.program)")
  }

  @Test func `Grid Engine`() throws {
    try standInForQueue(
      submit: "qsub", list: "qstat", cancel: "qdel", variable: "SGE_TASK_ID",
      range: "^#$ -t \\([0-9]*\\)-\\([0-9]*\\).*",
      entry: "7 0.5 sweep me r 11/21/2026 10:00:00 all.q@n1 4 $i", says: "7.1-16:1")
    try sweep(
      by: line("sweep launch slurm").replacing("slurm", with: "sge")
        + " --program \(Sandbox.program)")
  }

  @Test func `the GPUs of a job are dealt among its trainings`() throws {
    try standIn(
      "sbatch",
      """
      cat >"\(sandbox.path("script"))"
      SLURM_JOB_ID=7 SLURM_JOB_GPUS=2,5 sh "\(sandbox.path("script"))" >"\(sandbox.path("job.log"))" 2>&1 &
      echo 7
      """)
    // Two at a time at one GPU would make the same directory.
    try sandbox.write(
      """
      mkdir "$SWEEP_CODE/gpu-$CUDA_VISIBLE_DEVICES" || exit 64
      echo "val_accuracy=0.$CUDA_VISIBLE_DEVICES"
      rmdir "$SWEEP_CODE/gpu-$CUDA_VISIBLE_DEVICES"
      """, to: "sweeps/train.sh")
    try sandbox.write(
      """
      sweep: gpus
      command: [sh, train.sh]
      needs: { gpus: 1 }
      parameters: { x: [1, 2, 3, 4] }
      retry: { max: 0 }
      """, to: "sweeps/gpus.yaml")
    let coordinator = try start(
      "exec sweep serve sweeps/gpus.yaml --listen tcp://127.0.0.1:* --insecure --progress json")
    let endpoint = try coordinator.endpoint()
    let launched = try run(
      "sweep launch slurm sweeps/gpus.yaml --connect \(endpoint) --insecure --slots 2 --gres gpu:2")
    #expect(launched.status == .exited(0), "\(launched.errors)")
    #expect(try coordinator.finish().status == .exited(0))
    let script = try String(contentsOfFile: sandbox.path("script"), encoding: .utf8)
    #expect(script.contains("#SBATCH --gres=gpu:2\n"))
    let table = try run("sweep trials --json").output
    #expect(table.contains("0.2") || table.contains("0.5"), "\(table)")
  }

  @Test func `status tells of queued and lost jobs in the scheduler's words`() throws {
    try standIn("sbatch", "cat >/dev/null; echo 7")
    try standIn(
      "squeue", "printf '7_0|PENDING|Resources\\n7_1|NODE_FAIL|None\\n7_2|RUNNING|None\\n'")
    try run("sweep run sweeps/digits-l2.yaml -j 2")
    let launched = try run(
      "sweep launch slurm sweeps/digits-l2.yaml --connect tcp://h:5 --insecure --program /x"
        + " --workers 3")
    #expect(launched.output == "7\n", "\(launched.errors)")
    let status = try run("sweep status")
    #expect(
      status.output.hasSuffix("slurm 7: 1 running, 1 queued (Resources), 1 lost (NODE_FAIL)\n"),
      "\(status.output)")
  }

  @Test func `a Slurm of four nodes`() throws { try ScriptedTest.run("slurm") }
}
