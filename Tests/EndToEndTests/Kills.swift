import Processes

extension Sandbox {
  /// Starts the run of a sweep again and again, and kills it each time once so many trials are done or more;
  /// one that ends before has ended.
  func killCoordinators(
    after counts: [Int], spec: String = "small.yaml", slots: String = "2"
  ) throws {
    for count in counts {
      let run = try start("run", spec, "-j", slots, "--progress", "json")
      do {
        _ = try run.waitForLine { tells($0, done: count) }
      } catch is Running.EndedBefore {
        // The run that was to be killed has come to its end.
      }
      run.child.send(.kill)
      _ = try run.finish()
    }
  }
}

/// Whether a line of `--progress json` tells of so many trials done, or more: not every number is told.
func tells(_ line: Substring, done count: Int) -> Bool {
  guard let place = line.firstRange(of: #""done":"#)?.upperBound else { return false }
  return Int(line[place...].prefix(while: \.isNumber)).map { $0 >= count } ?? false
}
