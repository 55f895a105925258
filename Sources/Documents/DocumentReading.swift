extension Document {
  /// The kind of this value, for a sentence that says what was found.
  package var kind: String {
    switch content {
    case .null: "nothing"
    case .boolean, .integer, .number: label
    case .text(let text): "the text '\(text)'"
    case .list: "a list"
    case .map: "a block of keys"
    }
  }

  /// A complaint about this value: `subject must be expected, not what stands here`.
  package func mismatch(_ subject: String, mustBe expected: String) -> DocumentError {
    DocumentError("\(subject) must be \(expected), not \(kind)", at: mark)
  }

  /// The text that stands here.
  package func text(_ subject: String) throws(DocumentError) -> String {
    guard case .text(let text) = content else { throw mismatch(subject, mustBe: "a text") }
    return text
  }

  /// The number that stands here, whole or not; finite, and within the range.
  package func number(
    _ subject: String, in range: ClosedRange<Double> = -.infinity ... .infinity,
    mustBe expected: String = "a number"
  ) throws(DocumentError) -> Double {
    let number: Double
    switch content {
    case .integer(let integer): number = Double(integer)
    case .number(let value): number = value
    default: throw mismatch(subject, mustBe: expected)
    }
    guard number.isFinite, range.contains(number) else { throw mismatch(subject, mustBe: expected) }
    return number
  }

  /// The whole number that stands here, within the range.
  package func integer(
    _ subject: String, in range: ClosedRange<Int>, mustBe expected: String
  ) throws(DocumentError) -> Int {
    let value: Int?
    switch content {
    case .integer(let integer): value = Int(exactly: integer)
    case .number(let number): value = Int(exactly: number)
    default: value = nil
    }
    guard let value, range.contains(value) else { throw mismatch(subject, mustBe: expected) }
    return value
  }

  /// The truth value that stands here.
  package func boolean(_ subject: String) throws(DocumentError) -> Bool {
    guard case .boolean(let flag) = content else {
      throw mismatch(subject, mustBe: "true or false")
    }
    return flag
  }

  /// The elements of the list that stands here.
  package func list(_ subject: String) throws(DocumentError) -> [Document] {
    guard case .list(let elements) = content else { throw mismatch(subject, mustBe: "a list") }
    return elements
  }

  /// The one of several words that stands here.
  package func choice<Value>(
    _ subject: String, among choices: [(word: String, value: Value)]
  ) throws(DocumentError) -> Value {
    let words = choices.map(\.word)
    guard case .text(let word) = content else {
      throw mismatch(subject, mustBe: "one of \(words.joined(separator: ", "))")
    }
    guard let choice = choices.first(where: { $0.word == word }) else {
      throw DocumentError(
        "\(subject) must be one of \(words.joined(separator: ", ")), not '\(word)'"
          + suggestion(for: word, among: words), at: mark)
    }
    return choice.value
  }
}
