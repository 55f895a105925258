import Processes
import Testing

/// The sweeps that a results file holds, and the forms that a sweep had.
struct ListTests {
  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(
      """
      import sys
      print('val_accuracy=%.4f' % (0.9 - float(sys.argv[1]) + int(sys.argv[2]) / 1e3))
      """, to: "a.py")
    try sandbox.write("print('val_accuracy=0.5')", to: "b.py")
    return sandbox
  }

  private func run(_ sandbox: Sandbox, replicates: Int) throws -> Finished {
    try sandbox.run(
      "run", "-r", "\(replicates)", "--", "python3", "a.py", "{lr}", "{replicate}", "lr=0.1,0.2")
  }

  @Test func `sweeps and their forms are listed, and a form is named by its number`() throws {
    let sandbox = try sandbox()
    #expect(try run(sandbox, replicates: 3).succeeded)
    #expect(try sandbox.run("run", "--", "python3", "b.py").succeeded)
    #expect(try run(sandbox, replicates: 2).succeeded)

    let listed = try sandbox.run("list").output.split(separator: "\n").map(String.init)
    #expect(listed.count == 3, "\(listed)")
    #expect(listed[0].hasPrefix("sweep  forms  trials  done  first run"), "\(listed)")
    #expect(listed[1].hasPrefix("a      2      4       4     20"), "\(listed)")
    #expect(listed[1].contains("val_accuracy 0.8") && listed[1].hasSuffix("at lr=0.1"), "\(listed)")
    #expect(listed[2].hasPrefix("b      1      1       1     20"), "\(listed)")

    let all = try sandbox.run("list", "--all").output
    for line in ["a@1    -      6       6", "a@2    -      4       4", "b      -      1       1"] {
      #expect(all.contains("\n" + line), "\(all)")
    }
    #expect(try sandbox.run("list", "--json").output.contains("\"forms\": 2"))

    let latest = try sandbox.run("table", "a")
    #expect(latest.output.contains("over n = 2 replicates"))
    #expect(
      latest.errors
        == "this is the form of 'a' that was run last, with 4 results; a@1 has 6: 'sweep table --sweep"
        + " a@1'\n", "\(latest.errors)")
    let first = try sandbox.run("table", "a@1")
    #expect(first.output.contains("over n = 3 replicates") && first.errors.isEmpty, "\(first)")
    #expect(try sandbox.run("best", "--sweep", "a@1").output.contains("(n = 3)"))

    let none = try sandbox.run("table", "a@3")
    #expect(none.status == .exited(2))
    #expect(
      none.errors
        == "sweep: 'a' has 2 forms in 'sweep.sqlite', and none is number 3; 'sweep list --all' tells"
        + " them apart\n", "\(none.errors)")
    #expect(try sandbox.run("table", "c@1").errors.contains("holds no sweep named 'c@1'"))
  }

  @Test func `what must agree between machines is told with the version`() throws {
    let version = try Sandbox().run("version")
    let names = version.output.split(separator: "\n").map { $0.split(separator: " ")[0] }
    #expect(names == ["sweep", "engine", "kernels", "programs", "protocol", "schema"])
  }
}
