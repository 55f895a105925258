import Cluster
import Foundation
import Processes
import Testing
import ZeroMQ

/// Workers elsewhere: what is refused in one sentence, and what needs neither a host nor a scheduler.
struct LaunchTests: LaunchSuite {
  let sandbox: Sandbox

  init() throws { sandbox = try Self.makeSandbox() }

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
}
