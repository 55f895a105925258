import Processes

/// Programs whose runner was killed before it could end them.
///
/// Every program carries the number and the beginning of its runner in its environment, and so do
/// those that it starts: they can be told for what they are, by the next process that looks.
package enum Leftovers {
  static let variable = "SWEEP_RUNNER"

  /// The mark that the programs of this process carry.
  static let mark = "\(CurrentProcess.id) \(ProcessTree.start(of: CurrentProcess.id) ?? "")"

  /// Ends all programs of this host whose runner is gone, as far as they are ours to end.
  package static func end() {
    for (id, mark) in ProcessTree.processes(with: variable) where !isAlive(mark) {
      Signal.kill.send(to: id)
    }
  }

  /// Whether the process with a mark is there; what is no mark is taken for one of a process that is.
  private static func isAlive(_ mark: String) -> Bool {
    let words = mark.split(separator: " ").map(String.init)
    guard words.count == 2, let runner = Int32(words[0]) else { return true }
    return ProcessTree.start(of: runner) == words[1]
  }
}
