import Planning
import Processes

extension Option {
  /// `--epochs N`, from 0 to 10,000,000; short for `--set training.epochs=N`, and the last of all overrides.
  package static let epochs = Option(
    "--epochs", value: "N", "train so many epochs, whatever the spec says")
  /// `--set KEY=VALUE`, any number of times; a later one changes what earlier ones have made of the spec.
  package static let set = Option(
    "--set", value: "KEY=VALUE", repeats: true,
    "another value than the spec's, such as evaluate.replicates=2; may be repeated")
}

extension Arguments {
  /// The values that override the spec's: those of `--set` in their order, then that of `--epochs`.
  func overrides() throws(UserError) -> [Overriding] {
    var overrides: [Overriding] = []
    for text in texts(.set) { overrides.append(try Overriding("--set \(text)", text)) }
    if let count = try integer(.epochs, in: 0...10_000_000) {
      overrides.append(try Overriding("--epochs \(count)", "training.epochs=\(count)"))
    }
    return overrides
  }
}
