import Processes
import Testing

@testable import Schedulers

struct SchedulerTests {
  let request = JobRequest(
    name: "sweep-small", indices: 0...15, processors: 4, time: .seconds(2 * 3600 + 1),
    partition: "long", account: "me", constraint: "avx512", resources: "gpu:1", maximumRunning: 8,
    logs: "/logs", body: "echo $index")

  @Test func `Slurm is told all that a job needs`() {
    #expect(
      Scheduler.slurm.script(for: request) == """
        #!/bin/sh
        #SBATCH --job-name=sweep-small
        #SBATCH --array=0-15%8
        #SBATCH --ntasks=1
        #SBATCH --cpus-per-task=4
        #SBATCH --time=02:00:01
        #SBATCH --partition=long
        #SBATCH --account=me
        #SBATCH --constraint=avx512
        #SBATCH --gres=gpu:1
        #SBATCH --requeue
        #SBATCH --open-mode=append
        #SBATCH --signal=B:TERM@60
        #SBATCH --output=/logs/%x-%a.log
        # A job that is no part of an array has no number of its own.
        case "${SLURM_ARRAY_TASK_ID:-}" in
        '' | undefined) index=0 ;;
        *) index=$SLURM_ARRAY_TASK_ID ;;
        esac
        index=$((index))
        echo $index
        """)
  }

  @Test func `memory, GPUs and lines of one's own are asked for`() {
    let request = JobRequest(
      name: "s", indices: 0...0, processors: 4, memory: 40 << 30, gpus: 2,
      directives: ["--qos=high"], setup: ["module load cuda"], logs: "/l", body: "true")
    let slurm = Scheduler.slurm.script(for: request)
    #expect(slurm.hasPrefix("#!/bin/bash -l\n"))
    for line in ["--cpus-per-task=4", "--mem=40960M", "--gres=gpu:2", "--qos=high"] {
      #expect(slurm.contains("#SBATCH \(line)\n"), "\(line)")
    }
    #expect(Scheduler.pbs.script(for: request).contains("select=1:ncpus=4:mem=40960mb:ngpus=2\n"))
    #expect(Scheduler.gridEngine.script(for: request).contains("#$ --qos=high\n"))
  }

  @Test func `GPUs that are named are not asked for twice`() {
    for (resources, gres) in [("gpu:a100:2", "gpu:a100:2"), ("nvme", "gpu:2,nvme")] {
      let request = JobRequest(
        name: "s", indices: 0...0, processors: 1, gpus: 2, resources: resources, logs: "/l",
        body: "true")
      #expect(Scheduler.slurm.directives(request).contains("#SBATCH --gres=\(gres)"))
      let isNamed = resources.contains("gpu")
      #expect(Scheduler.pbs.script(for: request).contains(":ngpus=2:") != isNamed)
    }
  }

  @Test func `a set-up line that fails ends the job with a sentence`() throws {
    let request = JobRequest(
      name: "s", indices: 0...0, processors: 1, setup: ["x=1", "no-such-module 'a b'"], logs: "/l",
      body: "echo went on")
    var shell = Command("/bin/bash", environment: ["PATH": "/usr/bin:/bin"])
    shell.arguments = ["-c", Scheduler.slurm.script(for: request)]
    let said = try shell.output()
    #expect(said.status == .exited(69) && said.output == "")
    #expect(said.errors.hasSuffix("the set-up line failed: no-such-module 'a b'\n"))
  }

  @Test(arguments: [
    (#"Your job 12 ("w1") has been submitted"#, "12"),
    (
      "Unable to run job: warning: no queue\nYour job-array 32.1-2:1 (\"w\") has been submitted\nExiting.",
      "32"
    ),
    ("Unable to run job: unknown queue", nil),
  ]) func `a job that was refused and queued is found`(text: String, identifier: String?) {
    #expect(Scheduler.identifierOfRefused(text) == identifier)
  }

  @Test func `what nobody asked for is left to the scheduler`() {
    let plain = JobRequest(name: "s", indices: 3...3, processors: 1, logs: "/l", body: "true")
    for scheduler in Scheduler.all {
      for word in ["time", "partition", "-q", "account", "-A", "gres", "mem", "%8", "-tc"] {
        let lines = scheduler.directives(plain).map { "\($0) " }
        #expect(!lines.contains { $0.contains("\(word) ") || $0.contains("\(word)=") }, "\(lines)")
      }
    }
  }

  @Test(arguments: [
    (Scheduler.slurm.name, "SLURM_ARRAY_TASK_ID", "5", "5"),
    (Scheduler.pbs.name, "PBS_ARRAY_INDEX", "5", "5"),
    // Counts from 1.
    (Scheduler.gridEngine.name, "SGE_TASK_ID", "5", "4"),
    (Scheduler.gridEngine.name, "SGE_TASK_ID", "undefined", "3"),
    (Scheduler.pbs.name, "OTHER", "", "3"),
  ])
  func `a job finds its number`(
    name: String, variable: String, value: String, index: String
  ) throws {
    let scheduler = try #require(Scheduler.all.first { $0.name == name })
    let request = JobRequest(
      name: "s", indices: 3...3, processors: 1, logs: "/l", body: "echo $index")
    var shell = Command("/bin/sh", environment: [variable: value])
    shell.arguments = ["-c", scheduler.script(for: request)]
    #expect(try shell.output().output == "\(index)\n")
  }

  @Test func `squeue is understood`() {
    let text = """
      71_[4-7%2]|PENDING|JobArrayTaskLimit
      71_3|PENDING|Resources
      71_2|RUNNING|None
      71_1|NODE_FAIL|None
      71_0|COMPLETED|None
      712_9|RUNNING|None
      """
    #expect(
      Scheduler.slurm.entries(text, "71") == [
        JobEntry(index: 3, state: .queued, reason: "Resources"),
        JobEntry(index: 2, state: .running),
        JobEntry(index: 1, state: .lost, reason: "NODE_FAIL"),
        JobEntry(index: 0, state: .ended),
      ])
  }

  @Test func `qstat of PBS is understood`() {
    let text = """
      Job id            Name             User              Time Use S Queue
      ----------------  ---------------- ----------------  -------- - -----
      71[].server       sweep-small      me                       0 B workq
      71[0].server      sweep-small      me                00:00:03 R workq
      71[1].server      sweep-small      me                       0 Q workq
      71[2].server      sweep-small      me                00:00:01 X workq
      """
    #expect(
      Scheduler.pbs.entries(text, "71[].server") == [
        JobEntry(index: 0, state: .running), JobEntry(index: 1, state: .queued),
        JobEntry(index: 2, state: .ended),
      ])
    #expect(Scheduler.pbs.cancel("71[].server", 2) == ["qdel", "71[2].server"])
  }

  @Test func `qstat of Grid Engine is understood`() {
    let text = """
      job-ID  prior   name       user  state submit/start at     queue          slots ja-task-ID
      -------------------------------------------------------------------------------------------
           71 0.55500 sweep-smal me    r     11/21/2026 10:00:00 all.q@n1           4 1
           71 0.55500 sweep-smal me    Eqw   11/21/2026 10:00:00                    4 2
           71 0.00000 sweep-smal me    qw    11/21/2026 10:00:00                    4 4-8:2,9
      """
    let entries = Scheduler.gridEngine.entries(text, "71")
    #expect(entries.map(\.index) == [1, 2, 4, 6, 8, 9])
    // One in error stays in the queue until somebody takes it back: no other is handed in for it.
    #expect(entries.map(\.state) == [.running] + Array(repeating: .queued, count: 5))
    #expect(entries[1].reason == "Eqw: 'qstat -j 71' tells why")
  }

  @Test func `Grid Engine is asked for resources in its own form, and refuses in its own words`() {
    let request = JobRequest(
      name: "w", indices: 0...1, processors: 1, resources: "gpu:1,shm:2,fpga:x:1", logs: "/l",
      body: "")
    let script = Scheduler.gridEngine.script(for: request)
    #expect(script.contains("#$ -l gpu=1,shm=2,fpga:x:1\n"))
    // Its warnings are signals that end a worker which is suspended, or given time to go.
    #expect(!script.contains("-notify"))
    for (words, isKnown) in [
      ("job rejected: the requested parallel environment \"smp\" does not exist", true),
      ("Unable to run job: job rejected: the requested project \"p\" does not exist.", true),
      ("Unable to run job: unknown resource \"gpu:1\"", true),
      ("job rejected: root@vm is not allowed to submit jobs", true), ("something else", false),
    ] {
      #expect(
        Scheduler.gridEngine.complaints.contains { words.contains($0.words) } == isKnown, "\(words)"
      )
    }
  }

  @Test(arguments: [
    ("slurm", "123;cluster\n", "123"), ("pbs", "123[].server\n", "123[].server"),
    ("sge", "123.1-16:1\n", "123"),
  ])
  func `what was handed in has a name`(name: String, said: String, identifier: String) throws {
    let scheduler = try #require(Scheduler.all.first { $0.name == name })
    #expect(scheduler.identifier(said) == identifier)
  }

  @Test func `a record is read as it was written`() throws {
    let folder = try TemporaryFolder()
    let book = JobRegistry("\(folder.path)/book")
    #expect(try book.records() == [])
    let record = JobRecord(scheduler: "pbs", identifier: "71[].server", indices: 2...5)
    try book.note(record)
    #expect(try book.records() == [record])
    try book.forget(record)
    #expect(try book.records() == [])
  }

  @Test func `an array that is too large is handed in in parts, whose numbers are ours`() throws {
    let request = JobRequest(
      name: "s", indices: 0...1199, processors: 1, logs: "/l", body: "echo $index")
    let parts = request.parts(of: 1001)
    #expect(parts.map(\.indices) == [0...1000, 1001...1199])
    #expect(parts.map(\.ownIndices) == [0...1000, 0...198])
    for scheduler in Scheduler.all {
      let script = scheduler.script(for: parts[1])
      let first = scheduler.name == "sge" ? 1 : 0
      #expect(script.contains("\(first)-\(198 + first)"), "\(script)")
      for (value, index) in [("\(first)", "1001"), ("\(198 + first)", "1199")] {
        var shell = Command("/bin/sh", environment: [scheduler.indexVariable: value])
        shell.arguments = ["-c", script]
        #expect(try shell.output().output == "\(index)\n")
      }
    }
    // The logs of both parts lie in one folder.
    #expect(
      Scheduler.slurm.directives(parts[1]).contains("#SBATCH --output=/l/%x-1001+%a.log"))
  }

  @Test(
    arguments: [
      ("MaxArraySize            = 1001\n", 1001), ("MaxArraySize=4\n", 4),
      ("OtherArraySize = 5\n", nil),
      ("MaxArraySize = n/a\n", nil), ("", nil),
    ] as [(String, Int?)])
  func `how large an array may be is read where Slurm says it`(text: String, limit: Int?) throws {
    let known = try #require(Scheduler.slurm.arrayLimit)
    #expect(known.read(in: "Configuration data\n" + text) == limit)
  }

  @Test func `a record of a part is read as it was written`() throws {
    let record = JobRecord(scheduler: "slurm", identifier: "8", indices: 1001...1199, offset: 1001)
    #expect(JobRecord(record.text) == record)
    #expect(JobRecord("slurm 7 0 3\n")?.offset == 0)
    #expect(JobRecord("slurm 7 0 3 x\n") == nil)
  }

  @Test(
    arguments: [
      ("1-02:03:04", 93_784), ("02:03:04", 7_384), ("3:04", 184), ("0:00", 0),
      ("UNLIMITED", nil), ("NOT_SET", nil), ("INVALID", nil), ("", nil), ("1-", nil), ("a:b", nil),
      ("99999999999999:00", nil),
    ] as [(String, Int?)])
  func `the time that a job has left is read as squeue writes it`(text: String, seconds: Int?) {
    #expect(SlurmTime.duration(text) == seconds.map { .seconds($0) })
  }

  @Test func `a job that is told its end by nobody asks for it, and one elsewhere does not`() throws
  {
    let folder = try TemporaryFolder()
    let squeue = "\(folder.path)/squeue"
    try WholeFile.write(
      Array("#!/bin/sh\n[ \"$*\" = '--noheader --format=%L --jobs=7' ] && echo 1:30\n".utf8),
      to: squeue, permissions: 0o755)
    let path = "\(folder.path):/usr/bin:/bin"
    #expect(SlurmTime.left(in: ["SLURM_JOB_ID": "7", "PATH": path]) == .seconds(90))
    #expect(SlurmTime.left(in: ["PATH": path]) == nil)
    #expect(SlurmTime.left(in: ["SLURM_JOB_ID": "7", "PATH": "/nowhere"]) == nil)
    #expect(SlurmTime.left(in: ["SLURM_JOB_ID": "7; true", "PATH": path]) == nil)
  }

  @Test(arguments: [
    ("JobLaunchFailure", "its script could not be started, or was ended by a signal; see its log"),
    ("AssocGrpCPUMinutesLimit", "a limit of your account or its quality of service"),
    ("QOSMaxJobsPerUserLimit", "a limit of your account or its quality of service"),
    (
      "ReqNodeNotAvail, UnavailableNodes:n[1-2]",
      "a node that it needs is not available, or kept free for maintenance"
    ),
  ]) func `Slurm's one-word reasons are said in words`(reason: String, words: String) {
    #expect(SlurmReasons.said(reason) == "\(reason): \(words)")
    for plain in ["Resources", "Priority", "NODE_FAIL"] {
      #expect(SlurmReasons.said(plain) == plain)
    }
  }
}
