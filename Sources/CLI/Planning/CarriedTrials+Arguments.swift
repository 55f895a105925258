import Planning
import Processes

extension Option {
  static let renamed = Option(
    "--renamed", value: "OLD=NEW", repeats: true,
    "a parameter that had another name: what was done under it counts; may be repeated")
  static let added = Option(
    "--added", value: "NAME=VALUE", repeats: true,
    "a parameter that was not there, and the value that it then had; may be repeated")
}

extension CarriedTrials {
  /// Looks for them as the command line asks.
  init(_ prepared: PlannedSweep, _ arguments: Arguments) throws {
    try self.init(
      prepared, renamed: arguments.rules(.renamed), added: arguments.rules(.added),
      in: arguments.resultsPath)
  }
}

extension Arguments {
  /// `OLD=NEW`, or `NAME=VALUE`.
  fileprivate func rules(
    _ option: Option
  ) throws(UserError) -> [(name: String, value: String)] {
    var rules: [(name: String, value: String)] = []
    for text in texts(option) {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw UserError("\(option.name) takes \(option.value ?? ""), not '\(text)'")
      }
      rules.append((parts[0], parts[1]))
    }
    return rules
  }
}
