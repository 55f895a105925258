import Foundation
import Processes
import Testing

/// What `sweep doctor` says of a results file, and mends.
struct DoctorTests {
  let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  /// As a disk that was full at the very beginning leaves it.
  @Test func `doctor tells of an empty results file, and run goes on with it`() throws {
    try sandbox.write(SmallSpec.digits(replicates: 1, epochs: 1, factors: 2), to: "small.yaml")
    #expect(try sandbox.run("doctor").output.contains("'sweep.sqlite' does not exist yet"))
    try sandbox.write("", to: "sweep.sqlite")
    let sentence = "'sweep.sqlite' is empty: what made it came no further"
    #expect(try sandbox.run("doctor").output.contains(sentence))
    #expect(try sandbox.run("status").errors.contains(sentence))
    #expect(try sandbox.run("run", "small.yaml").succeeded)
  }

  /// A user without a spec still has results.
  @Test func `doctor brings a file of version 1 up to date, and keeps it as it was`() throws {
    try sandbox.writeVersion1(to: "old.sqlite")
    let refused = try sandbox.run("table", "--sweep", "engine", "--results", "old.sqlite")
    #expect(refused.status == .exited(4))
    #expect(refused.errors.contains("`sweep doctor --repair`"))
    let repaired = try sandbox.run("doctor", "--repair", "--results", "old.sqlite")
    #expect(repaired.succeeded, "\(repaired.errors)")
    #expect(repaired.errors.contains("brought the file up to date"))
    let told = try sandbox.run(
      "table", "--format", "csv", "--sweep", "engine", "--results", "old.sqlite")
    try Golden.expect(told.output, "version-1/engine.table.csv")
    let names = try FileManager.default.contentsOfDirectory(atPath: sandbox.path("."))
    #expect(names.contains { $0.hasPrefix("old.sqlite") && $0 != "old.sqlite" })
  }
}
