import Foundation
import Processes
import Testing

/// Searches that need no results, by the built command.
struct SearchTests {
  private static let program = """
    for word; do case $word in --lr=*) lr=${word#--lr=};; esac; done
    echo "val_accuracy=0.5 rate=$lr"
    """

  private static func spec(_ configurations: Int, _ search: String = "sobol") -> String {
    """
    sweep: search
    command: [sh, train.sh, "--lr=$lr", $optimizer]
    parameters:
      lr: loguniform(1e-5, 1e-1)
      optimizer: { options: { adam: --adam, sgd: "--momentum=$momentum" } }
      momentum: "uniform(0.5, 0.9, step: 0.1)"
    evaluate: { replicates: 2 }
    method: { search: \(search), configurations: \(configurations) }
    """
  }

  private func sandbox(_ spec: String) throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(Self.program, to: "train.sh")
    try sandbox.write(spec, to: "search.yaml")
    return sandbox
  }

  @Test func `a search is planned, run and extended, and its first configurations stay`() throws {
    let sandbox = try sandbox(Self.spec(6))
    let plan = try sandbox.run("plan", "search.yaml")
    #expect(plan.output.contains("6 configurations × 2 replicates = 12 trials"), "\(plan.output)")
    #expect(plan.output.contains("1e-5 to 0.1, uniform in the logarithm"), "\(plan.output)")
    #expect(plan.output.contains("a scrambled Sobol sequence"))
    #expect(try sandbox.run("run", "search.yaml", "-j", "2").succeeded)
    let first = try sandbox.run("table", "--format", "csv").output

    try sandbox.write(Self.spec(10), to: "search.yaml")
    let more = try sandbox.run("plan", "search.yaml")
    #expect(more.output.contains("12 done, 8 to run"), "\(more.output)")
    #expect(try sandbox.run("run", "search.yaml", "-j", "1").succeeded)
    let second = try sandbox.run("table", "--format", "csv").output
    // Half of them use no momentum, and show none.
    #expect(second.contains(",adam,,"), "\(second)")
    let lines = Set(second.split(separator: "\n"))
    #expect(
      first.split(separator: "\n").dropFirst().allSatisfy(lines.contains), "\(first)\(second)")
    #expect(lines.count == 11)
  }

  @Test func `a command line searches too`() throws {
    let sandbox = try sandbox("")
    let run = try sandbox.run(
      "run", "--search", "random", "--configurations", "5", "--", "sh", "train.sh", "--lr={lr}",
      "lr=loguniform(1e-5,1e-1)", "width=uniform(0, 1, step: 0.25)")
    #expect(run.succeeded, "\(run.errors)")
    #expect(try sandbox.run("table", "--format", "csv").output.split(separator: "\n").count == 6)
    let alone = try sandbox.run("run", "--search", "random", "--", "true", "lr=1,2")
    #expect(alone.errors.contains("--configurations"), "\(alone.errors)")
  }
}
