/// The output of a program, as a terminal would show it in the end.
package enum TerminalText {
  /// The text with the last state alone of each line that a carriage return begins anew; without colours and
  /// movements of the cursor (ECMA-48's control sequences).
  ///
  /// A progress bar is one line and not one a step.
  package static func shown(_ text: String) -> String {
    var shown = String.UnicodeScalarView()
    var line = String.UnicodeScalarView()
    var isReturned = false
    var scalars = text.unicodeScalars.makeIterator()
    while let scalar = scalars.next() {
      switch scalar {
      case "\r":
        isReturned = true
      case "\n":
        shown += line
        shown.append("\n")
        line = String.UnicodeScalarView()
        isReturned = false
      case "\u{1b}":
        skipSequence(&scalars)
      default:
        if isReturned { line = String.UnicodeScalarView() }
        isReturned = false
        line.append(scalar)
      }
    }
    shown += line
    return String(shown)
  }

  /// `ESC [ parameters final`, or two characters.
  private static func skipSequence(_ scalars: inout String.UnicodeScalarView.Iterator) {
    guard let introducer = scalars.next(), introducer == "[" || introducer == "]" else { return }
    while let scalar = scalars.next() {
      if introducer == "[" ? ("@"..."~").contains(scalar) : scalar == "\u{7}" { return }
    }
  }
}
