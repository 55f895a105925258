import Cluster
import Foundation
import Processes
import Testing
import ZeroMQ

/// Workers elsewhere, as README's page "On several machines" starts them: its lines are the ones that
/// run here, with stand-ins for what leads to other machines.
struct LaunchTests {
  let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    for folder in ["bin", "sweeps"] {
      try FileManager.default.createDirectory(
        atPath: sandbox.path(folder), withIntermediateDirectories: true)
    }
    try FileManager.default.createSymbolicLink(
      atPath: sandbox.path("bin/sweep"), withDestinationPath: Sandbox.program)
    try sandbox.write(SmallSpec.digits(replicates: 6), to: "sweeps/digits-l2.yaml")
  }

  private func line(_ words: String) throws -> String {
    try Readme.line(words, of: "On several machines")
  }

  /// A program of this name that is found before all others.
  private func standIn(_ name: String, _ script: String) throws {
    try sandbox.write("#!/bin/sh\n\(script)\n", to: "bin/\(name)")
    chmod(sandbox.path("bin/\(name)"), 0o755)
  }

  private func start(_ line: String) throws -> Running {
    try sandbox.start(
      ["-c", line], as: "/bin/sh", environment: ["PATH": "\(sandbox.path("bin")):/usr/bin:/bin"])
  }

  @discardableResult
  private func run(_ line: String) throws -> Finished { try start(line).finish() }

  private func localDigest() throws -> String {
    try run("sweep run sweeps/digits-l2.yaml -j 2 --results local.sqlite")
    return try digest("--results local.sqlite")
  }

  private func digest(_ options: String = "") throws -> String {
    let status = try run("sweep status --json \(options)")
    let json = try JSONSerialization.jsonObject(with: Data(status.output.utf8))
    return try #require((json as? [String: Any])?["digest"] as? String, "\(status.errors)")
  }

  // MARK: - ssh

  /// Each host is a home here, and a command for it is run there, also when ssh is killed.
  ///
  /// - Parameter first: the commands to run before.
  private func standInForSSH(first: String = "") throws {
    try standIn(
      "ssh",
      """
      for word; do host=$command command=$word; done
      home="\(sandbox.directory)/${host##*@}"
      mkdir -p "$home" && cd "$home" && unset XDG_CACHE_HOME SWEEP_DATA
      export HOME="$home" SSH_CONNECTION="127.0.0.1 1022 127.0.0.1 22"
      \(first)
      exec setsid --wait sh -c "$command"
      """)
  }

  /// The processes of a host that come from what was brought there.
  private func processes(on host: String) throws -> [String] {
    let brought = sandbox.path("\(host)/.cache/sweep/")
    return try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { name in
      let words = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") ?? Data()
      return Int(name) != nil && String(decoding: words, as: UTF8.self).contains(brought)
    }
  }

  /// Whether nothing runs on a host any more, or stops within a while.
  private func isQuiet(_ host: String) throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(30)
    while try !processes(on: host).isEmpty {
      guard ContinuousClock.now < deadline else { return false }
      usleep(50_000)
    }
    return true
  }

  @Test func `one line has two hosts work that have nothing installed`() throws {
    try standInForSSH()
    let done = try run(try line("sweep run") + " -j 0")
    #expect(done.status == .exited(0), "\(done.errors)")
    #expect(try digest() == localDigest())

    let table = try run(try line("sweep hosts\n".trimmingCharacters(in: .newlines)))
    let rows = table.output.split(separator: "\n")
    #expect(rows.count == 3, "\(table.output)\(table.errors)")
    // Neither host may have had the time to say what it did; a failure, it would have said.
    #expect(!table.output.contains("failed"), "\(table.output)")
    #expect(rows[0].hasPrefix("host      slots  kernel"))
    #expect(try run(line("sweep hosts drain")).status == .exited(0))
    #expect(try run(line("sweep hosts clean")).status == .exited(0))
    #expect(
      try FileManager.default.subpathsOfDirectory(atPath: sandbox.path("ada")).allSatisfy {
        !$0.hasSuffix("sweep")
      })
  }

  @Test func `a run that ends before its worker has come leaves none on the host`() throws {
    // The way to bob is so long that the run is over when its worker starts.
    try standInForSSH(
      first: """
        case "$host $command" in
        *bob*host.sh*start*)
          touch "\(sandbox.path("waits"))"
          until [ -e "\(sandbox.path("ended"))" ]; do sleep 0.02; done
          setsid --wait sh -c "$command"
          exec touch "\(sandbox.path("started"))" ;;
        *ada*host.sh*start*) until [ -e "\(sandbox.path("waits"))" ]; do sleep 0.02; done ;;
        esac
        """)
    let done = try run(try line("sweep run") + " -j 0")
    try sandbox.write("", to: "ended")
    #expect(done.status == .exited(0), "\(done.errors)")
    let deadline = ContinuousClock.now + .seconds(120)
    while !sandbox.exists("started"), ContinuousClock.now < deadline { usleep(20_000) }
    #expect(sandbox.exists("started"))
    #expect(try isQuiet("10.0.0.7") && isQuiet("ada"))
    #expect(try run("sweep hosts").output.contains("not started"))
  }

  @Test func `a run that is told twice to end leaves no worker on any host`() throws {
    try standInForSSH()
    try sandbox.write(SmallSpec.digits(epochs: 20_000), to: "sweeps/digits-l2.yaml")
    let run = try start("exec sweep run sweeps/digits-l2.yaml --host ada:1 -j 0")
    _ = try run.waitForLine(within: .seconds(300)) { $0.contains("ada: works with 1 slot") }
    run.child.send(.interrupt)
    _ = try run.waitForLine { $0.contains("Ctrl-C again") }
    run.child.send(.interrupt)
    #expect(try run.finish().status == .exited(130))
    #expect(try isQuiet("ada"))
  }

  /// A program beside its spec, which reads another file of its folder.
  private func writeProgram(_ sync: String) throws {
    for folder in ["lib", "work/lib"] {
      try FileManager.default.createDirectory(
        atPath: sandbox.path(folder), withIntermediateDirectories: true)
    }
    try sandbox.write(
      ". \"$SWEEP_CODE/lib/values.sh\"; echo val_accuracy=$value\n", to: "work/train.sh")
    try sandbox.write("value=0.$SWEEP_SEED\n", to: "work/lib/values.sh")
    try sandbox.write(
      """
      sweep: small
      command: [sh, train.sh]
      code: [train.sh, lib]
      \(sync)
      data: { csv: rows.csv, target: kind }
      parameters: { x: [1, 2] }
      evaluate: { folds: { k: 2 }, replicates: 2, seed: 5 }

      """, to: "work/small.yaml")
    let rows = (0..<12).map { "\($0),\($0 % 2)\n" }.joined()
    try sandbox.write("x,kind\n" + rows, to: "work/rows.csv")
  }

  @Test func `a program and its folder are brought to hosts, and trials stay what they are`() throws
  {
    try standInForSSH()
    try writeProgram("sync: .")
    let line = "cd work && sweep run small.yaml"
    let done = try run("\(line) --host ada --host bob -j 0")
    #expect(done.status == .exited(0), "\(done.errors)")
    #expect(!done.errors.contains(": it "), "\(done.errors)")
    // A trial that was trained there is not trained here again.
    let plan = try run("cd work && sweep plan small.yaml")
    #expect(plan.output.contains("all done"), "\(plan.output)\(plan.errors)")
    try run("\(line) -j 2 --results ../local.sqlite")
    let here = try digest("--results local.sqlite")
    #expect(try digest("--results work/sweep.sqlite") == here)
    // The results lie beside the program, and are no part of it. One host may have done all there was.
    let codes = ["ada", "bob"].map { "\($0)/.cache/sweep/codes" }.filter(sandbox.exists)
    #expect(!codes.isEmpty)
    for folder in codes {
      let paths = try FileManager.default.subpathsOfDirectory(atPath: sandbox.path(folder))
      #expect(paths.allSatisfy { !$0.contains("sqlite") }, "\(paths)")
    }
    #expect(try isQuiet("ada") && isQuiet("bob"))
  }

  @Test(arguments: [
    (
      "",
      "other hosts do not have 'lib'; say 'sync: .' in the spec to have its folder brought there,"
        + " or the name of a smaller one"
    ),
    (
      "sync: lib",
      "small.yaml: sync brings 'lib' to other hosts, and 'train.sh' is not in it; name a folder that"
        + " has all, such as '.'"
    ),
    ("sync: libs", "small.yaml: there is no folder 'libs' for sync in '.'"),
    (
      "sync: ../lib",
      "small.yaml:4:7: sync is a folder beside the spec or below, such as . or src, not '../lib'"
    ),
  ])
  func `a program that would be incomplete elsewhere is not brought there`(
    sync: String, sentence: String
  ) throws {
    try standInForSSH()
    try writeProgram(sync)
    let refused = try run("cd work && sweep run small.yaml --host ada")
    #expect(refused.errors == "sweep: \(sentence)\n")
    #expect(refused.status == .exited(2))
  }

  @Test func `a host without the interpreter says so`() throws {
    try standInForSSH()
    try writeProgram("sync: .")
    try standIn("python9", "exec sh \"$@\"")
    let spec = try String(contentsOfFile: sandbox.path("work/small.yaml"), encoding: .utf8)
    try sandbox.write(
      spec.replacing("[sh, train.sh]", with: "[python9, train.sh]"), to: "work/small.yaml")
    try standIn(
      "ssh",
      try String(contentsOfFile: sandbox.path("bin/ssh"), encoding: .utf8)
        .replacing("exec setsid", with: "PATH=/usr/bin:/bin exec setsid"))
    try run("sweep keys new")
    let started = try run("cd work && sweep hosts start small.yaml --host ada --connect tcp://h:5")
    #expect(
      started.errors
        == "ada: it has no python9, which the sweep's command starts; install it there, or leave this"
        + " host out\n")
    #expect(started.status == .exited(3))
    // With no slot of its own, a run waits; it says for what.
    let waiting = try start("cd work && exec sweep run small.yaml --host ada -j 0")
    _ = try waiting.waitForLine { $0.hasPrefix("no host works for this run") }
    waiting.child.send(.interrupt)
    #expect(try waiting.finish().status == .exited(130))
  }

  @Test(arguments: [
    (
      "sweep run sweeps/digits-l2.yaml --host ada --host bob@ada",
      "the host 'ada' is named twice; give it one entry, with more slots"
    ),
    (
      "sweep run sweeps/digits-l2.yaml --via tunnel",
      "--via is for hosts of --host; a file of hosts says it of each: 'via: tunnel'"
    ),
    (
      "sweep run sweeps/digits-l2.yaml --hosts none.yaml",
      "'none.yaml' cannot be read: No such file or directory"
    ),
    (
      "sweep run sweeps/digits-l2.yaml -j 0",
      "--jobs must be a whole number from 1 to 4096, not '0'"
    ),
    (
      "sweep hosts drain ada",
      "no worker was started on 'ada' for 'sweep.sqlite'"
    ),
    (
      "sweep launch slurm sweeps/digits-l2.yaml",
      "launch needs --connect tcp://HOST:PORT, where 'sweep serve sweeps/digits-l2.yaml' listens"
    ),
    (
      "sweep launch slurn sweeps/digits-l2.yaml",
      "nobody is known by 'slurn' who starts workers; there are slurm, pbs, sge, kubernetes; did you"
        + " mean slurm?"
    ),
    (
      "sweep launch slurm sweeps/digits-l2.yaml --connect tcp://h:5 --insecure --program /bin/sweep",
      "there is no 'sbatch' on this machine; do this where slurm takes jobs"
    ),
    (
      "sweep launch kubernetes sweeps/digits-l2.yaml",
      "kubernetes needs --image REF, an image with sweep in it, such as the one docker/Dockerfile"
        + " makes"
    ),
    (
      "sweep bundle --libraries none",
      "'none' is no directory; --libraries wants the root of a system, such as one that debootstrap made"
    ),
    (
      "sweep launch kubernetes sweeps/digits-l2.yaml --image x --set needs.memory=4G --memory 2Gi",
      "such workers could train nothing: each takes 4 GiB of memory (needs.memory), and there are 2 GiB;"
        + " --memory says otherwise"
    ),
    (
      "sweep launch kubernetes sweeps/digits-l2.yaml --image x --apply",
      "there is no kubectl on this machine; install it, or leave out --apply and hand the manifests"
        + " over where there is one"
    ),
  ])
  func `what cannot be done is said in one sentence`(line: String, sentence: String) throws {
    // Nothing but our own: what is installed on this machine is not asked.
    let refused = try sandbox.start(
      ["-c", line], as: "/bin/sh", environment: ["PATH": sandbox.path("bin")]
    ).finish()
    #expect(refused.errors == "sweep: \(sentence)\n")
    let lacksProgram = sentence.contains("on this machine")
    #expect(refused.status == .exited(lacksProgram ? 69 : 2))
  }

  @Test func `a job too short for any trial is not handed in`() throws {
    try sandbox.write(
      SmallSpec.digits() + "\nlimits: { trial: 10m }\n", to: "sweeps/digits-l2.yaml")
    let refused = try run(
      "sweep launch slurm sweeps/digits-l2.yaml --connect tcp://h:5 --insecure --time 5m")
    #expect(refused.errors.contains("no trial can be trained that may take"), "\(refused.errors)")
    #expect(refused.status == .exited(2))
  }

  /// Turns away, as a coordinator, every worker that says hello.
  private func turnAway(_ worker: Running, from socket: borrowing Socket) throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline, try worker.child.poll() == nil {
      var poller = Poller()
      _ = poller.add(socket)
      _ = try poller.wait(upTo: .milliseconds(50))
      while let message = try socket.receive() {
        // A worker that is not answered asks in former words, too.
        guard message.frames.count == 2 else { continue }
        let said = try Envelope(bytes: message.frames[1])
        let answer: Cluster.Message =
          if case .ask = said.message { .tell(.offer([])) } else { .reject(.otherSemantics) }
        let envelope = Envelope(term: 1, session: said.session, sequence: 0, message: answer)
        _ = try socket.send([message.frames[0], envelope.bytes])
      }
    }
  }

  @Test func `a worker of another version is told so`() throws {
    let context = try Context()
    let socket = try Socket(.router, in: context)
    try socket.bind(to: "tcp://127.0.0.1:*")
    let endpoint = socket.lastEndpoint
    let worker = try sandbox.start("work", endpoint, "--slots", "1")
    try turnAway(worker, from: socket)
    let done = try worker.finish()
    #expect(
      done.errors.hasSuffix(
        "sweep: the coordinator at \(endpoint) refused this worker: other engine version; bring sweep to"
          + " the same version on both machines ('sweep version' tells it)\n"), "\(done.errors)")
    #expect(done.status == .exited(2))
  }

  // MARK: - Schedulers

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

  // MARK: - Away from the keyboard

  @Test func `a coordinator goes on behind, and stops when it is told`() throws {
    try sandbox.write(SmallSpec.digits(epochs: 20_000), to: "sweeps/digits-l2.yaml")
    let line = "sweep serve sweeps/digits-l2.yaml --listen tcp://127.0.0.1:* --insecure"
    let served = try run("\(line) --detach")
    #expect(served.status == .exited(0), "\(served.errors)")
    #expect(served.errors.hasSuffix("'sweep watch' follows it, 'sweep stop' ends it\n"))
    let again = try run("\(line) --detach")
    #expect(again.status == .exited(75), "\(again.errors)")
    #expect(again.errors.hasSuffix("already; 'sweep stop' ends it\n"), "\(again.errors)")
    #expect(try run("sweep stop --now").status == .exited(0))
    let stopped = try run("sweep stop")
    #expect(
      stopped.errors
        == "sweep: nobody coordinates into 'sweep.sqlite'; there is nothing to stop\n")
  }

  // MARK: - Kubernetes

  @Test func `Kubernetes gets manifests that its schemas allow`() throws {
    let line = try line("sweep launch kubernetes").components(separatedBy: " | ")[0]
    let printed = try run(line)
    #expect(printed.status == .exited(0), "\(printed.errors)")
    let documents = printed.output.components(separatedBy: "---\n")
    #expect(documents.count == 7)
    let worker = try #require(documents.first { $0.contains("worker-15.key") })
    let coordinator = try #require(documents.first { $0.contains("allowed: |") })
    let secret = try #require(coordinator.split(separator: "\n").first { $0.contains("secret ") })
    #expect(!worker.contains(secret))

    try sandbox.write(printed.output, to: "manifests.yaml")
    guard let validate = Tool.named("kubernetes-validate") else {
      return print("kubernetes-validate is missing (PyPI): manifests are not held against schemas")
    }
    let verdict = try sandbox.run(tool: validate, "--strict", "manifests.yaml")
    #expect(verdict.status == .exited(0), "\(verdict.output)\(verdict.errors)")
  }

  // MARK: - The real thing

  @Test func `machines with roots and sshds of their own`() throws {
    try ScriptedTest.run("machines", "outage, direct", "mistakes")
  }

  @Test func `a Slurm of four nodes`() throws { try ScriptedTest.run("slurm") }
}
