/// `n = 3`, or `n = 2 to 3`; never broken at the end of a line.
func sampleSize(_ counts: some Sequence<Int>) -> String {
  let fewest = counts.min() ?? 0
  let most = counts.max() ?? 0
  return (fewest == most ? "n = \(most)" : "n = \(fewest) to \(most)").unbroken
}

extension String {
  /// The text with spaces at which no line ends.
  var unbroken: String { String(map { $0 == " " ? "\u{a0}" : $0 }) }
}
