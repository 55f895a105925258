import Processes

extension Sandbox {
  /// Starts the run of a sweep again and again, and kills it each time once so many trials are done, or where
  /// it ends before.
  func killCoordinators(
    after counts: [Int], spec: String = "small.yaml", slots: String = "2"
  ) throws {
    for count in counts {
      let run = try start("run", spec, "-j", slots, "--progress", "json")
      let done = #""done":\#(count)"#
      do {
        _ = try run.waitForLine { $0.contains(done) }
      } catch is Running.EndedBefore {
        // What was to be killed has come to its end.
      }
      run.child.send(.kill)
      _ = try run.finish()
    }
  }
}
