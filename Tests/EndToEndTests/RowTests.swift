import Processes
import Testing

/// Rows of a test part, from the network or the program to the claims of a table.
struct RowTests {
  private let aboutRows = "new test data and new seeds, the training data being kept"
  private let aboutSeeds = "new seeds on the same data"

  @Test func `networks of the engine tell on which rows they are right, unless asked not to`()
    throws
  {
    let sandbox = try Sandbox()
    let spec = SmallSpec.digits(replicates: 3, epochs: 2, factors: 2)
      .replacing("linspace(1e-5, 1e-3, 2)", with: "[1e-5, 0.3]")
    try sandbox.write(spec, to: "small.yaml")
    #expect(try sandbox.run("run", "small.yaml", "-j", "2").status == .exited(0))
    for command in [["table"], ["compare"], ["compare", "--all"], ["best"]] {
      let text = try sandbox.run(command)
      #expect(text.output.contains(aboutRows), "\(command): \(text.output)\(text.errors)")
    }
    let loss = try sandbox.run("table", "--metric", "val_loss").output
    #expect(loss.contains(aboutSeeds), "\(loss)")
    #expect(try sandbox.run("doctor").status == .exited(0))
    let plot = try sandbox.run("plot", "differences", "-o", "d.svg").output
    #expect(plot.contains("Claims are about new test data"), "\(plot)")

    try sandbox.write(spec + "\nkeep: { rows: false }\n", to: "plain.yaml")
    #expect(
      try sandbox.run("run", "plain.yaml", "--results", "plain.sqlite").status == .exited(0))
    // All but the marks, the last columns, is the same.
    func numbers(_ results: String) throws -> [String] {
      try sandbox.run("table", "--results", results, "--format", "csv").output
        .split(separator: "\n").map { $0.split(separator: ",").dropLast(2).joined(separator: ",") }
    }
    #expect(try numbers("plain.sqlite") == numbers("sweep.sqlite"))
    let text = try sandbox.run("table", "--results", "plain.sqlite").output
    #expect(text.contains(aboutSeeds), "\(text)")
  }

  /// Twelve rows of four flowers; a program that is right on all but as many as its seed says.
  private func program(
    _ write: String, data: String = "data: { csv: flowers.csv, target: kind }"
  ) throws -> ProgramSweep {
    let sweep = try ProgramSweep(
      """
      wrong=$((SWEEP_REPLICATE + SWEEP_CONFIGURATION * (SWEEP_REPLICATE + 1)))
      rows=$(cat "$SWEEP_VALID_INDEX" 2>/dev/null || seq 0 3)
      all=$(echo "$rows" | wc -l)
      \(write)
      awk "BEGIN { print \\"val_accuracy=\\" ($all - $wrong) / $all }"
      """,
      spec: """
        \(data)
        parameters: { lr: [0.5, 0.6] }
        evaluate: { \(data.isEmpty ? "" : "holdout: 0.4, ")replicates: 2 }
        metric: { name: val_accuracy }
        """)
    let kinds = (0..<12).map { ["a, b", "c", "1"][$0 % 3] }
    try sweep.sandbox.write(
      "size,kind\n" + kinds.enumerated().map { "\($0),\"\($1)\"\n" }.joined(), to: "flowers.csv")
    return sweep
  }

  /// A line a row: right where more rows than are wrong lie behind.
  private static let verdicts = """
    echo row,correct > $SWEEP_PREDICTIONS
    place=0
    for row in $rows; do
      place=$((place + 1))
      echo $row,$((place > wrong)) >> $SWEEP_PREDICTIONS
    done
    """

  @Test func `a program hands in which of its rows are right`() throws {
    for data in ["data: { csv: flowers.csv, target: kind }", "data: { rows: 10 }", ""] {
      let sweep = try program(Self.verdicts, data: data)
      #expect(try sweep.run().status == .exited(0))
      let table = try sweep.sandbox.run("table").output
      #expect(table.contains(aboutRows), "\(data): \(table)")
    }
  }

  @Test func `predictions are held against the true labels of the data`() throws {
    let sweep = try program(
      """
      echo row,prediction > $SWEEP_PREDICTIONS
      place=0
      for row in $rows; do
        place=$((place + 1))
        case $((row % 3)) in 0) kind='"a, b"';; 1) kind=c;; 2) kind=1.0;; esac
        test $place -gt $wrong || kind=none
        echo "$row,$kind" >> $SWEEP_PREDICTIONS
      done
      """)
    #expect(try sweep.run().status == .exited(0))
    let table = try sweep.sandbox.run("table").output
    #expect(table.contains(aboutRows), "\(table)")
  }

  @Test(arguments: [
    ("echo row,correct > $SWEEP_PREDICTIONS", "a header line only"),
    ("printf 'row,correct\\n0,1\\n' > $SWEEP_PREDICTIONS", "row"),
    ("printf '\\000\\001' > $SWEEP_PREDICTIONS", "a zero byte"),
    ("mkdir $SWEEP_PREDICTIONS", "it cannot be read as a file"),
    ("mkfifo $SWEEP_PREDICTIONS", "it cannot be read as a file"),
    ("wrong=0; \(verdicts); wrong=2", "which no metric of epoch 1 agrees with"),
  ]) func `what cannot be used is told below the table, and no claim rests on it`(
    write: String, reason: String
  ) throws {
    let sweep = try program(write)
    #expect(try sweep.run().status == .exited(0))
    let table = try sweep.sandbox.run("table").output
    #expect(table.contains("SWEEP_PREDICTIONS is not used"), "\(table)")
    #expect(table.contains(reason), "\(table)")
    #expect(!table.contains("other rows"), "\(table)")
  }

  @Test func `where one trial has no rows, claims are about seeds and it is said`() throws {
    let sweep = try program(
      "if test $SWEEP_REPLICATE$SWEEP_CONFIGURATION != 00; then\n\(Self.verdicts)\nfi")
    #expect(try sweep.run().status == .exited(0))
    let table = try sweep.sandbox.run("table").output
    #expect(table.contains("is known of 3 of 4 trials: claims are about other seeds"), "\(table)")
  }

  @Test func `keep refuses what has no effect`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(SmallSpec.folds + "\nkeep: { rows: false }\n", to: "folds.yaml")
    let refusal = try sandbox.run("run", "folds.yaml")
    #expect(refusal.status == .exited(2))
    #expect(refusal.errors.contains("would have no effect on folds"), "\(refusal.errors)")
  }
}
