import Processes
import SQLite
import Testing

/// A trained network of one sweep in the networks of another, and specs that the command line changes.
struct ChainTests {
  private static let reader = """
    sweep: reader
    data: digits
    network:
      - dense: { units: 32, activation: relu }
      - dense: { units: 10, activation: softmax }
    training:
      loss: categorical_crossentropy
      optimizer: adam
      batch_size: 32
      epochs: 8
    evaluate: { on: test, replicates: 2, seed: 3 }
    """
  private static let cleaner = """
    sweep: cleaner
    data: digits
    network:
      - dense: { units: 48, activation: relu }
      - dense: { units: 64, activation: sigmoid }
    training:
      loss: binary_crossentropy
      optimizer: adam
      batch_size: 32
      epochs: 12
      noise: { salt_and_pepper: 0.3 }
      target: input
    evaluate: { on: test, replicates: 2, seed: 3 }
    metric: { name: val_loss }
    keep: { weights: last }
    """
  private static let chain = """
    sweep: chain
    data: digits
    network: $network
    training: { loss: categorical_crossentropy, epochs: 0 }
    parameters:
      network:
        options:
          noisy: [from: reader]
          cleaned: [from: cleaner, from: reader]
    evaluate:
      on: test
      noise: { salt_and_pepper: "range(0, 0.6, 0.3)" }
      replicates: 2
      seed: 3
    """

  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(Self.reader, to: "reader.yaml")
    try sandbox.write(Self.cleaner, to: "cleaner.yaml")
    try sandbox.write(Self.chain, to: "chain.yaml")
    return sandbox
  }

  private func texts(_ sandbox: Sandbox, _ query: String) throws -> [String] {
    try Database(at: sandbox.path("sweep.sqlite"), mode: .readOnly).prepare(query)
      .map { $0.text(0) }
  }

  private func trainBoth(_ sandbox: Sandbox) throws {
    #expect(try sandbox.run("run", "reader.yaml", "-j", "2", "--keep", "weights=last").succeeded)
    #expect(try sandbox.run("run", "cleaner.yaml", "-j", "2").succeeded)
  }

  @Test func `measures networks of other sweeps, one after the other, at levels of noise`() throws {
    let sandbox = try sandbox()
    try trainBoth(sandbox)
    let run = try sandbox.run("run", "chain.yaml", "-j", "2")
    #expect(run.succeeded, "\(run.errors)")
    #expect(run.output.contains("salt_and_pepper  network=noisy"))
    #expect(run.output.contains("at each salt_and_pepper"))
    // Without noise, the reader reads as it did after its training.
    let same = try texts(
      sandbox,
      """
      SELECT count(*) FROM curves a JOIN curves b
        ON b.sweep = 'chain' AND b.parameters = 'network=noisy' AND b.replicate = a.replicate
        AND b.metric = 'val_accuracy@0' AND b.value = a.value
      WHERE a.sweep = 'reader' AND a.metric = 'val_accuracy' AND a.epoch = 8
      """)
    #expect(same == ["2"])
    let csv = try sandbox.run("table", "--format", "csv", "--sweep", "chain").output
    #expect(csv.split(separator: "\n").count == 1 + 2 * 3)
    #expect(csv.contains("\ncleaned,0.6,val_accuracy,replicates,2,2,"))
    let pair = try sandbox.run(
      "compare", "network=noisy,salt_and_pepper=0.6", "network=cleaned,salt_and_pepper=0.6")
    #expect(pair.output.contains("A  network=noisy, salt_and_pepper=0.6"))
    let plot = try sandbox.run("plot", "factor", "-o", "levels.svg")
    #expect(plot.output.contains("mean of val_accuracy at the last epoch by salt_and_pepper"))
    #expect(try sandbox.run("export", "out").succeeded)
    #expect(sandbox.exists("out/levels.csv"))
    // The same networks are the same trials.
    #expect(try sandbox.run("plan", "chain.yaml").output.contains("all done, nothing to run"))
  }

  @Test func `weights reach a worker that has nothing but its connection`() throws {
    let (here, there) = (try sandbox(), try Sandbox())
    try trainBoth(here)
    let serve = try here.start(
      "serve", "chain.yaml", "--listen", "tcp://127.0.0.1:*", "--insecure", "--progress", "plain")
    let line = try serve.waitForLine { $0.contains("tcp://127.0.0.1:") }
    let address = try #require(line.split(separator: " ").first { $0.hasPrefix("tcp://") })
    let endpoint = String(address.filter { $0 != "," && $0 != ";" })
    let work = try there.start("work", endpoint, "--slots", "2")
    let served = try serve.finish()
    #expect(served.succeeded, "\(served.errors)")
    #expect(try work.finish().succeeded)
    #expect(
      try texts(
        here, "SELECT count(*) FROM trial_results WHERE sweep = 'chain' AND status = 'completed'")
        == ["4"])
  }

  @Test func `says which network lacks, and what to do`() throws {
    let sandbox = try sandbox()
    func complaint(_ arguments: String...) throws -> String {
      let plan = try sandbox.run(["plan", "chain.yaml"] + arguments)
      #expect(plan.status == .exited(2))
      return plan.errors
    }
    #expect(
      try complaint()
        == "sweep: chain.yaml:8:21: there is no results file 'sweep.sqlite' with the networks of"
        + " 'reader'; train them first, with --keep weights=last, or say where they are: from:"
        + " { sweep: reader, results: ... }\n")
    #expect(try sandbox.run("run", "reader.yaml", "--epochs", "1", "-j", "2").succeeded)
    #expect(
      try complaint().contains("replicate 0 of 'reader' was trained without keeping its network"))
    #expect(try sandbox.run("run", "reader.yaml", "--keep", "weights=last", "-j", "2").succeeded)
    #expect(try complaint().contains("'sweep.sqlite' holds no sweep 'cleaner'; train it first"))
    #expect(
      try complaint(
        "--set", "parameters.network.options={noisy: [from: reader]}", "--set",
        "evaluate.replicates=3"
      )
      .contains("'reader' has 2 replicates and this sweep 3"))
    #expect(
      try complaint("--set", "evaluate.holdout=0.2", "--set", "evaluate.on=null")
        .contains("evaluate has both"))
    #expect(
      try complaint("--set", "evaluate={holdout: 0.2}")
        .contains("'reader' has split the same data otherwise"))
  }

  @Test func `what the command line changes is written into the spec that is kept`() throws {
    let sandbox = try sandbox()
    let run = try sandbox.run(
      "run", "reader.yaml", "--epochs", "2", "--set", "evaluate.replicates=1", "--set",
      "training.schedule=cosine", "-j", "1")
    #expect(run.succeeded, "\(run.errors)")
    let kept = try texts(sandbox, "SELECT spec FROM sweeps")
    let changed = Self.reader.replacing("epochs: 8", with: "epochs: 2\n  schedule: cosine")
      .replacing("replicates: 2", with: "replicates: 1")
    #expect(
      kept == [
        changed
          + "\n# Run with --set evaluate.replicates=1 --set training.schedule=cosine --epochs 2\n"
      ])
    #expect(try texts(sandbox, "SELECT max(epoch) FROM curves") == ["2"])
    let plan = try sandbox.run("plan", "reader.yaml", "--set", "training.epoch=2")
    #expect(
      plan.errors
        == "sweep: reader.yaml with --set training.epoch=2: training has no key 'epoch'; did you mean"
        + " epochs?\n")
  }
}
