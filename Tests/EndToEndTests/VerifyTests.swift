import Processes
import Testing

/// Finished trials, trained once more.
struct VerifyTests {
  @Test func `the engine comes to the same bits, and the record stays as it was`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(
      """
      sweep: small
      data: digits
      network: [ { dense: { units: 8, activation: relu, l2: $l2 } }, { dense: { units: 10, activation: softmax } } ]
      training: { loss: categorical_crossentropy, optimizer: { adam: { learning_rate: 0.01 } }, batch_size: 32, epochs: 1 }
      parameters: { l2: [0, 0.01] }
      evaluate: { folds: { k: 2 }, replicates: 2, seed: 7 }
      """, to: "small.yaml")
    #expect(try sandbox.run("run", "small.yaml", "-j", "2").succeeded)
    let before = try sandbox.run("doctor", "--json").output
    let verified = try sandbox.run("verify", "--sample", "3", "--seed", "1")
    #expect(verified.succeeded, "\(verified)")
    #expect(verified.output.contains("3 of 3 trials came to the same bits"), "\(verified)")
    #expect(
      try sandbox.run("verify", "--sample", "3", "--seed", "1").output == verified.output)
    #expect(try sandbox.run("verify", "--sample", "100").output.contains("8 of 8 trials"))
    #expect(try sandbox.run("trials").output.contains("attempts"))
    #expect(digests(try sandbox.run("doctor", "--json").output) == digests(before))
  }

  private func digests(_ doctor: String) -> [String] {
    doctor.split(separator: "\n").filter { $0.contains("digest") }.map(String.init)
  }

  private func program(_ line: String, spec: String = "") throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(
      """
      sweep: small
      command: [sh, train.sh, $x]
      \(spec)
      """, to: "small.yaml")
    try sandbox.write(line, to: "train.sh")
    return sandbox
  }

  @Test func `a program that does not keep to its seed is found out`() throws {
    let sandbox = try program(
      "echo x >> \"$HOME/count\"; echo val_accuracy=0.$(wc -l < \"$HOME/count\")",
      spec: "parameters: { x: [1, 2] }")
    #expect(try sandbox.run("run", "small.yaml", "-j", "1").succeeded)
    let verified = try sandbox.run("verify")
    #expect(verified.status == .exited(1), "\(verified)")
    #expect(verified.output.contains(": other bits, on "), "\(verified)")
    #expect(verified.output.contains("0 of 2 trials came to the same bits"), "\(verified)")
  }

  /// The trials that a search or a race has asked for are trained again without another decision.
  @Test(arguments: [
    "parameters: { x: uniform(0, 1) }\nmethod: { search: tpe, configurations: 6 }",
    "parameters: { x: [0, 0.1, 0.5, 0.9] }\nevaluate: { replicates: 7, seed: 1 }\nrace: { pace: 2 }",
    "parameters: { x: [0, 0.1, 0.5, 0.9, 1, 2] }\nhalving: { from: 1, factor: 2, to: 2 }",
  ])
  func `trials of searches and races are trained again`(spec: String) throws {
    let sandbox = try program(
      "awk \"BEGIN { print \\\"val_accuracy=\\\" 1 - $1 + ($SWEEP_SEED % 1009) / 1e5 }\"",
      spec: spec)
    #expect(try sandbox.run("run", "small.yaml", "-j", "2").succeeded)
    let verified = try sandbox.run("verify", "--sample", "1000", "-j", "2", "--json")
    #expect(verified.succeeded, "\(verified)")
    guard !spec.contains("halving") else {
      // Trials that end at a rung are not shown, and not drawn.
      return #expect(
        verified.output.contains("\"different\": 0") && verified.output.contains("\"open\": 0"))
    }
    let doctor = try sandbox.run("doctor", "--json").output
    let same = verified.output.firstMatch(of: /"same": (\d+),/)?.output.1
    let done = doctor.firstMatch(of: /"done": (\d+),/)?.output.1
    #expect(same == done && done != nil, "\(verified), \(doctor)")
  }

  @Test func `what cannot be trained again is said in a sentence`() throws {
    let sandbox = try program("echo val_accuracy=0.5", spec: "parameters: { x: [1, 2] }")
    #expect(try sandbox.run("run", "small.yaml").succeeded)
    try sandbox.write("echo val_accuracy=0.50", to: "train.sh")
    let other = try sandbox.run("verify")
    #expect(other.status == .exited(2), "\(other)")
    #expect(other.errors.contains("none of the 2 results of 'small' can be trained again"))
    let hosts = try sandbox.run("verify", "--worker", "ada")
    #expect(hosts.status == .exited(2) && hosts.errors.contains("--worker needs FILE"), "\(hosts)")
  }
}
