import Documents
import Sweeps
import YAML

/// Values that are written as a rule: `linspace(1e-6, 1e-3, 5)`.
///
/// Quoted or not makes no difference. Other readers of YAML, editors among them, end a value at a comma
/// within `{ }` and `[ ]`, and want calls quoted there; so does JSON.
struct Call {
  let name: String
  let arguments: [Document]
  let mark: Mark

  /// The calls that list their values, with what they take.
  private static let listing = [
    "linspace": "(first, last, count)", "logspace": "(first, last, count)",
    "range": "(first, last, step)", "choice": "(value, value, ...)",
  ]

  /// The calls that draw values, with what can be written on a grid.
  private static let drawing = [
    "uniform": "linspace(first, last, count)", "loguniform": "logspace(first, last, count)",
    "int": "range(first, last, step)", "logint": "a list such as [8, 16, 32]",
    "normal": "a list such as [-1, 0, 1]", "lognormal": "a list such as [0.1, 1, 10]",
  ]

  /// All names of calls.
  static let names = (Array(listing.keys) + Array(drawing.keys)).sorted()

  /// Whether it draws values, so that a search alone can take it.
  var isDrawing: Bool { Call.drawing[name] != nil }

  /// Reads a call, of any name; nil when the text does not look like one.
  init?(_ scalar: Scalar, at mark: Mark) throws(DocumentError) {
    let text = scalar.text
    guard let open = text.firstIndex(of: "(") else { return nil }
    name = String(text[..<open])
    self.mark = mark
    guard Call.isKnown(name) else {
      guard text.last == ")", !name.isEmpty, name.allSatisfy(\.isLetter) else { return nil }
      arguments = []
      return
    }
    guard text.last == ")" else {
      throw DocumentError(
        "the call \(text) lacks its ')'", at: mark)
    }

    // The arguments are a list as YAML has it, and so their places come for nothing.
    let list = "[" + text[text.index(after: open)...].dropLast() + "]"
    let start = scalar.column.map { $0 + text[...open].unicodeScalars.count }
    func place(_ inList: Mark) -> Mark {
      guard let start, inList.line == 1 else { return mark }
      return Mark(line: mark.line, column: start + inList.column - 2)
    }
    do {
      guard case .list(let arguments) = Document(try Node(parsing: list), mark: place).content
      else { return nil }
      self.arguments = arguments
    } catch {
      throw DocumentError(
        "the arguments of \(name) cannot be read: \(error.message)",
        at: error.mark.map(place) ?? mark)
    }
  }

  /// Whether the name is one of those above.
  var isKnown: Bool { Call.isKnown(name) }

  private static func isKnown(_ name: String) -> Bool {
    listing[name] != nil || drawing[name] != nil
  }

  /// The values, each with the call's place, and with the label that tables show.
  func options() throws(DocumentError) -> [Parameter.Option] {
    switch name {
    case "choice":
      guard !arguments.isEmpty else { throw wrongCount }
      return arguments.map { Parameter.Option(label: $0.label, value: $0) }
    case "linspace":
      let (first, last, count) = try three
      return try options(
        of:
          Levels.linspace(
            try number(first, "first value"), try number(last, "last value"),
            count: try levels(count)))
    case "logspace":
      let (first, last, count) = try three
      let positive = Double.leastNonzeroMagnitude ... .infinity
      return try options(
        of:
          Levels.logspace(
            try number(first, "first value", in: positive, mustBe: "a positive number"),
            try number(last, "last value", in: positive, mustBe: "a positive number"),
            count: try levels(count)))
    case "range":
      let (first, last, step) = try three
      return try options(of: range(first, last, step))
    default:
      if let remedy = Call.drawing[name] {
        throw DocumentError(
          "\(name) draws its values at random, and a grid needs them listed; use \(remedy), or"
            + " method: { search: random, configurations: 20 }",
          at: mark)
      }
      throw unknown
    }
  }
}

// MARK: - Arguments

extension Call {
  var unknown: DocumentError {
    DocumentError(
      "there is no call '\(name)'" + suggestion(for: name, among: Call.names)
        + " (there are \(Call.names.joined(separator: ", ")))", at: mark)
  }

  var three: (Document, Document, Document) {
    get throws(DocumentError) {
      guard arguments.count == 3 else { throw wrongCount }
      return (arguments[0], arguments[1], arguments[2])
    }
  }

  private var wrongCount: DocumentError {
    let found = "\(arguments.count) argument\(arguments.count == 1 ? "" : "s")"
    return DocumentError(
      "\(name) takes \(Call.listing[name] ?? "other arguments"), not \(found)", at: mark)
  }

  func number(
    _ argument: Document, _ role: String,
    in range: ClosedRange<Double> = -.infinity ... .infinity, mustBe expected: String = "a number"
  ) throws(DocumentError) -> Double {
    try argument.number("the \(role) of \(name)", in: range, mustBe: expected)
  }

  /// One level alone would leave an end without effect.
  private func levels(_ argument: Document) throws(DocumentError) -> Int {
    try argument.integer(
      "the count of \(name)", in: 2...SpecLimit.trials,
      mustBe: "a whole number from 2 to \(SpecLimit.trials)")
  }

  private func range(
    _ first: Document, _ last: Document, _ step: Document
  ) throws(DocumentError) -> [Double] {
    let (from, to) = (try number(first, "first value"), try number(last, "last value"))
    let distance = try number(step, "step")
    let steps = (to - from) / distance
    guard distance != 0, steps >= 0 else {
      throw DocumentError(
        "a step of \(step.label) never leads from \(first.label) to \(last.label)", at: step.mark)
    }
    guard steps < Double(SpecLimit.trials) else {
      throw DocumentError(
        "steps of \(step.label) from \(first.label) to \(last.label) make more than"
          + " \(SpecLimit.trials) values", at: step.mark)
    }
    return Levels.range(from, to, step: distance)
  }

  private func options(of levels: [Double]) throws(DocumentError) -> [Parameter.Option] {
    guard levels.allSatisfy(\.isFinite) else {
      throw DocumentError("the values of \(name) leave the range of numbers", at: mark)
    }
    return zip(levels, Levels.labels(levels)).map { level, label in
      Parameter.Option(label: label, value: Document(.number(level), at: mark))
    }
  }
}
