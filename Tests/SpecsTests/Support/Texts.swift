import Documents
import Specs
import Sweeps

/// A good spec of one line a key; each of `lines` takes the place of the line that begins alike, or
/// comes at the end.
func text(_ lines: String...) -> String {
  var text = [
    "sweep: test",
    "data: digits",
    "network: [{dense: {units: 10, l2: $l2}}]",
    "training: {epochs: 1}",
    "parameters: {l2: [0.1, 0.2]}",
    "evaluate: {on: test}",
  ]
  for line in lines {
    let key = line.prefix { $0 != ":" }
    if let index = text.firstIndex(where: { $0.hasPrefix(key + ":") }) {
      text[index] = line
    } else {
      text.append(line)
    }
  }
  return text.joined(separator: "\n")
}

/// `line:column: message`, or nothing when the spec is good.
func complaint(about text: String) -> String? {
  do {
    _ = try Spec(text)
    return nil
  } catch {
    return (error.mark.map { "\($0.line):\($0.column): " } ?? "") + error.message
  }
}

/// The labels of a spec's one parameter, whose values are given.
func labels(_ values: String) throws(DocumentError) -> [String] {
  let spec = try Spec(
    text("parameters: {}").replacing("parameters: {}", with: "parameters:\n  l2: \(values)"))
  return spec.sweep.parameters[0].options.map(\.label)
}
