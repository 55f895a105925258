import FoundationEssentials
import Processes
import Testing

/// Identities of trials, results and tables stay as they were, whatever is rebuilt within.
///
/// The sweeps of `sweeps/` that take longer, or want data that is not in the program, are held by
/// `ExperimentsTests`.
struct GoldenTests {
  let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private static let sweeps = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "sweeps")

  @Test func `the trials of a network's sweep keep their identities`() throws {
    let spec = Self.sweeps.appending(path: "digits-l2.yaml").path
    let identities = try #require(try sandbox.identities(of: spec))
    try Golden.expect(identities, "identities/digits-l2.txt")
  }

  /// Apart from the others, as another contract with programs gives all of them other identities.
  @Test(arguments: ["keras-tensorboard", "shell", "svm", "wandb-unchanged"])
  func `the trials of a program's sweep keep their identities`(_ name: String) throws {
    let spec = Self.sweeps.appending(path: "programs/\(name).yaml").path
    let identities = try #require(try sandbox.identities(of: spec))
    try Golden.expect(identities, "identities/programs/\(name).txt")
  }

  @Test(arguments: ["small", "small-folds"])
  func `a small sweep has the results and the table that it always had`(_ name: String) throws {
    let kernel = try sandbox.kernel()
    guard Golden.exists("small/\(name).\(kernel).txt") else {
      print("\(name): skipped, as results of the kernel \(kernel) were never recorded")
      return
    }
    let spec = name == "small" ? SmallSpec.digits() : SmallSpec.folds
    try sandbox.write(spec, to: "\(name).yaml")
    let run = try sandbox.run("run", "\(name).yaml", "-j", "2")
    #expect(run.status == .exited(0), "\(run.errors)")
    try Golden.expect(try sandbox.results(), "small/\(name).\(kernel).txt")
  }

  /// A file of version 1 in which trials of a network's sweep and of a program's have results, were
  /// given up, run, wait, and one has two results that differ.
  @Test func `a file of version 1 tells what it always told, and its sweep goes on`() throws {
    try sandbox.writeVersion1(to: "old.sqlite")
    // A later version reads the file once a writer has brought it up to date.
    try sandbox.write(
      "sweep: other\ncommand: [echo, loss=1]\nmetric: { name: loss }\n", to: "other.yaml")
    #expect(try sandbox.run("run", "other.yaml", "--results", "old.sqlite").succeeded)
    for name in ["engine", "program"] {
      let options = ["--sweep", name, "--results", "old.sqlite"]
      for (command, file) in [
        (["table", "--format", "csv"], "table.csv"), (["trials"], "trials.txt"),
        (["status", "--json"], "status.json"),
      ] {
        let told = try sandbox.run(command + options)
        #expect(told.succeeded, "\(told.errors)")
        try Golden.expect(told.output, "version-1/\(name).\(file)")
      }
    }
    let doctor = try sandbox.run("doctor", "--results", "old.sqlite")
    #expect(doctor.succeeded)
    try Golden.expect(doctor.output.aboutTheFile, "version-1/doctor.txt")

    let kernel = try sandbox.kernel()
    guard Golden.exists("version-1/continued.\(kernel).txt") else {
      print("skipped, as results of the kernel \(kernel) were never recorded")
      return
    }
    try sandbox.write(SmallSpec.old, to: "engine.yaml")
    let continued = try sandbox.run("run", "engine.yaml", "--results", "old.sqlite")
    // A trial that was given up stays so until somebody says otherwise.
    #expect(continued.status == .exited(1), "\(continued.errors)")
    #expect(
      try sandbox.run("retry", "--failed", "--sweep", "engine", "--results", "old.sqlite").succeeded
    )
    #expect(try sandbox.run("run", "engine.yaml", "--results", "old.sqlite").succeeded)
    try Golden.expect(
      try sandbox.results("--sweep", "engine", "--results", "old.sqlite"),
      "version-1/continued.\(kernel).txt")
    #expect(try sandbox.run("doctor", "--results", "old.sqlite").succeeded)
  }
}

extension SmallSpec {
  /// The spec of the file of version 1.
  static let old = digits(replicates: 2, epochs: 2).replacing("sweep: small", with: "sweep: engine")
}

extension Sandbox {
  /// All that a sweep came to: its trials, the digest of its results, its table.
  func results(_ options: String...) throws -> String {
    struct Status: Decodable { let digest: String }
    let status = try run(["status", "--json"] + options).output
    let digest = try JSONDecoder().decode(Status.self, from: Data(status.utf8)).digest
    return try trialLines(options) + "results \(digest)\n"
      + run(["table", "--format", "csv"] + options).output
  }
}

extension String {
  /// The lines of `sweep doctor` that tell of the file and not of the machine.
  fileprivate var aboutTheFile: String {
    split(separator: "\n").filter { line in
      // The sweep that was run to have the file brought up to date is another contract's business.
      !line.hasPrefix("sweep    other:")
        && (["sweep ", "damage ", "sound "].contains(where: line.hasPrefix)
          || line.contains(" I7: "))
    }.map { "\($0)\n" }.joined()
  }
}
