import Foundation
import Processes
import SQLite
import Testing

/// Halving of the built-in engine goes on from what trials left at the rung before, and comes to what it would
/// come to without.
struct CheckpointRunTests {
  private static let epochs = 9

  private func sandbox(_ keep: String = "") throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(
      """
      sweep: small
      data: digits
      network:
        - { dense: { units: 24, activation: relu } }
        - batch_norm: {}
        - { dropout: { rate: 0.1 } }
        - { dense: { units: 10, activation: softmax } }
      training: { loss: categorical_crossentropy, optimizer: { adam: { learning_rate: $lr } }, batch_size: 4,
        epochs: \(Self.epochs), schedule: cosine }
      parameters: { lr: "logspace(1e-6, 1e-1, 9)" }
      evaluate: { folds: { k: 3, kind: stratified }, seed: 3 }
      halving: { from: 1, factor: 3 }
      retry: { max: 9 }
      \(keep)
      """, to: "small.yaml")
    return sandbox
  }

  private func csv(_ sandbox: Sandbox) throws -> String {
    try sandbox.run("table", "--format", "csv").output
  }

  /// How many epochs were trained for the results that there are, how many those tell of, and how many it
  /// takes where each trial goes on from the one before.
  private func epochs(_ sandbox: Sandbox) throws -> (trained: Int, told: Int, least: Int) {
    let database = try Database(at: sandbox.path("sweep.sqlite"), mode: .readOnly)
    let rows = try database.prepare(
      """
      SELECT p.until, coalesce(n.resumed_after, 0)
      FROM sweep_trials p JOIN results r ON r.trial = p.trial
      LEFT JOIN notes n ON n.trial = r.trial AND n.attempt = r.attempt
      """
    ).map { ($0.int(0), $0.int(1)) }
    let told = rows.reduce(0) { $0 + ($1.0 == 0 ? Self.epochs : $1.0) }
    let spared = rows.reduce(0) { $0 + $1.1 }
    let least = rows.reduce(0) { $0 + ([1: 1, 3: 2, 0: 6][$1.0] ?? 0) }
    return (told - spared, told, least)
  }

  /// The sweep without checkpoints, which all others are held against.
  private func plain() throws -> (table: String, sandbox: Sandbox) {
    let sandbox = try sandbox("keep: { checkpoints: none }")
    #expect(try sandbox.run("run", "small.yaml", "-j", "1").status == .exited(0))
    let (trained, told, _) = try epochs(sandbox)
    #expect(trained == told)
    return (try csv(sandbox), sandbox)
  }

  private let folder = "sweep.sqlite.checkpoints"

  @Test func `trains each epoch once, to the same table`() throws {
    let plain = try plain()
    for slots in ["1", "3"] {
      let sandbox = try sandbox()
      let run = try sandbox.run("run", "small.yaml", "-j", slots)
      #expect(run.status == .exited(0), "\(run)")
      let (trained, told, least) = try epochs(sandbox)
      #expect(trained == least && least < told, "\(trained), \(told), \(least)")
      #expect(try csv(sandbox) == plain.table)
      #expect(try sandbox.run("doctor").status == .exited(0))
      #expect(!sandbox.exists(folder))
    }
  }

  @Test func `that is told which weights to keep keeps those of one go`() throws {
    let keep = "keep: { weights: best, checkpoints: "
    var files: [[String: Data]] = []
    for amount in ["none }", "1GiB }"] {
      let sandbox = try sandbox(keep + amount)
      #expect(try sandbox.run("run", "small.yaml", "-j", "2").status == .exited(0))
      let path = sandbox.path("sweep.sqlite.weights")
      files.append(
        Dictionary(
          uniqueKeysWithValues: try FileManager.default.contentsOfDirectory(atPath: path).map {
            ($0, FileManager.default.contents(atPath: "\(path)/\($0)") ?? Data())
          }))
    }
    #expect(!files[0].isEmpty && files[0] == files[1])
  }

  @Test func `whose coordinator was killed goes on from what was left`() throws {
    let plain = try plain()
    let sandbox = try sandbox()
    try sandbox.killCoordinators(after: [5, 29, 36])
    // Lost checkpoints do no harm: those that are there are used.
    let last = try sandbox.run("run", "small.yaml", "-j", "2")
    #expect(last.status == .exited(0), "\(last)")
    let (trained, told, _) = try epochs(sandbox)
    #expect(trained < told, "\(trained) of \(told) epochs were trained")
    #expect(try csv(sandbox) == plain.table)
    #expect(!sandbox.exists(folder))
  }

  /// Files are lost, cut short, altered and put in each other's place while no coordinator runs.
  @Test func `notices checkpoints that are not what they were`() throws {
    let plain = try plain()
    let sandbox = try sandbox()
    try sandbox.killCoordinators(after: [27])
    let path = sandbox.path(folder)
    let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    #expect(names.count > 9, "\(names)")
    for (index, name) in names.enumerated() {
      let file = "\(path)/\(name)"
      var bytes = try #require(FileManager.default.contents(atPath: file))
      switch index % 5 {
      case 0: try FileManager.default.removeItem(atPath: file)
      case 1: try bytes.prefix(bytes.count / 2).write(to: URL(filePath: file))
      case 2:
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(filePath: file))
      case 3:
        // Another trial's, under this one's name and with its own hash.
        let other = names[(index + 2) % names.count].split(separator: ".")
        let own = name.split(separator: ".")
        let content = FileManager.default.contents(
          atPath: "\(path)/\(names[(index + 2) % names.count])")
        try FileManager.default.removeItem(atPath: file)
        try content?.write(to: URL(filePath: "\(path)/\(own[0]).\(other[1]).checkpoint"))
      default: break
      }
    }
    let last = try sandbox.run("run", "small.yaml", "-j", "3")
    #expect(last.status == .exited(0), "\(last)")
    #expect(try csv(sandbox) == plain.table)
    #expect(try sandbox.run("doctor").status == .exited(0))
    #expect(!sandbox.exists(folder))
  }

  @Test func `goes on with another worker, also where one was killed`() throws {
    let plain = try plain()
    let sandbox = try sandbox()
    let coordinator = try sandbox.start(
      "serve", "small.yaml", "--listen", "tcp://127.0.0.1:*", "--insecure", "--progress", "json")
    let line = try coordinator.waitForLine { $0.contains("tcp://") }
    let endpoint = try #require(
      line.split(whereSeparator: { " \"".contains($0) }).last { $0.hasPrefix("tcp://") }
        .map(String.init))
    let first = try sandbox.start("work", endpoint, "--slots", "1")
    _ = try coordinator.waitForLine { tells($0, done: 27) }
    first.child.send(.kill)
    _ = try first.finish()
    let second = try sandbox.start("work", endpoint, "--slots", "2")
    #expect(try coordinator.finish().status == .exited(0))
    #expect(try second.finish().status == .exited(0))
    let (trained, told, _) = try epochs(sandbox)
    #expect(trained < told, "\(trained) of \(told) epochs were trained")
    #expect(try csv(sandbox) == plain.table)
  }

  @Test func `a story tells after which epoch a trial went on`() throws {
    let sandbox = try sandbox()
    #expect(try sandbox.run("run", "small.yaml", "-j", "1").status == .exited(0))
    let database = try Database(at: sandbox.path("sweep.sqlite"), mode: .readOnly)
    let trial = try #require(
      try database.prepare(
        """
        SELECT lower(hex(t.hash)) FROM sweep_trials p JOIN trials t ON t.id = p.trial
        JOIN results r ON r.trial = t.id WHERE p.until = 0
        """
      ).map { $0.text(0) }.first)
    let story = try sandbox.run("show", trial).output
    #expect(story.contains("went on after epoch 3"), "\(story)")
    #expect(!story.contains("  by "), "\(story)")
  }

  /// A program that goes on from what it finds, and takes its time to end; and one that does not look and is
  /// ended by us: whose files are of no use, as nobody knows of which epoch they tell.
  @Test(arguments: [true, false])
  func `a program that ends by itself goes on from what it left`(looks: Bool) throws {
    var tables: [String] = []
    var trained: [Int] = []
    for keep in ["keep: { checkpoints: none }", "keep: { checkpoints: 1MB }"] {
      let sweep = try ProgramSweep(
        "",
        spec: """
          command: [sh, train.sh, $x]
          parameters: { x: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] }
          evaluate: { replicates: 2, seed: 7 }
          halving: { from: 1, factor: 3, to: 9 }
          \(keep)
          """)
      try sweep.sandbox.write(
        """
        epoch=$(cat $SWEEP_CHECKPOINT/deep/epoch 2>/dev/null || echo 0)
        mkdir -p $SWEEP_CHECKPOINT/deep
        while [ $epoch -lt \(looks ? "${SWEEP_UNTIL:-9}" : "9") ]; do
          epoch=$((epoch + 1))
          echo $epoch >> \(sweep.sandbox.path("trained"))
          echo $epoch > $SWEEP_CHECKPOINT/deep/epoch
          awk "BEGIN { print \\"epoch=$epoch val_accuracy=\\" 1 - $1 / $epoch + ($SWEEP_SEED % 7) / 1e4 }"
          \(looks ? "" : "[ $epoch -lt ${SWEEP_UNTIL:-99} ] || sleep 0.3")
        done
        \(looks ? "[ -z \"$SWEEP_UNTIL\" ] || sleep 1.5" : "")
        """, to: "train.sh")
      let run = try sweep.sandbox.run("run", "small.yaml", "-j", "1")
      #expect(run.status == .exited(0), "\(run)")
      tables.append(try csv(sweep.sandbox))
      let lines = try String(contentsOfFile: sweep.sandbox.path("trained"), encoding: .utf8)
      trained.append(lines.split(separator: "\n").count)
      let told = try epochs(sweep.sandbox)
      #expect((told.trained < told.told) == (looks && keep.contains("MB")), "\(told)")
      #expect(!sweep.sandbox.exists(folder))
    }
    #expect(tables[0] == tables[1])
    // Each of those that reach the third epoch spares one, of those at the end three.
    if looks { #expect(trained[1] < trained[0], "\(trained)") }
  }

  @Test func `room for checkpoints without halving is refused`() throws {
    let sandbox = try sandbox("keep: { checkpoints: 1GiB }")
    let text = try String(contentsOfFile: sandbox.path("small.yaml"), encoding: .utf8)
    try sandbox.write(text.replacing("halving: { from: 1, factor: 3 }", with: ""), to: "small.yaml")
    let run = try sandbox.run("run", "small.yaml")
    #expect(run.status == .exited(2))
    #expect(run.errors.contains("would have no effect without halving"), "\(run.errors)")
  }
}
