extension Document {
  /// What kind of thing this is, for a sentence that says what was found.
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

/// Reads a block key by key and, at the end, names the keys that nobody asked for.
///
/// ```swift
/// var block = try Block(document, "dense")
/// let units = try block.required("units")
/// let l2 = block.optional("l2")
/// try block.end()  // "dense has no key 'unit'; did you mean units?"
/// ```
package struct Block {
  private let entries: [Document.Entry]
  private let subject: String
  private let mark: Mark?
  private var asked: [String] = []

  /// The document's entries; `subject` is what a complaint calls the block.
  package init(_ document: Document, _ subject: String) throws(DocumentError) {
    guard case .map(let entries) = document.content else {
      throw document.mismatch(subject, mustBe: "a block of keys")
    }
    self.entries = entries
    self.subject = subject
    mark = document.mark
  }

  /// The value of a key; nil when it is not there.
  package mutating func optional(_ key: String) -> Document? {
    asked.append(key)
    return entries.first { $0.key == key }?.value
  }

  /// The value of a key that must be there.
  package mutating func required(_ key: String) throws(DocumentError) -> Document {
    guard let value = optional(key) else {
      // A misspelt key is what is wrong more often than a forgotten one.
      let strangers = entries.filter { !asked.contains($0.key) }
      if let stranger = strangers.first(where: { closest(to: $0.key, among: [key]) != nil }) {
        throw unknown(stranger)
      }
      throw DocumentError("\(subject) needs the key '\(key)'", at: mark)
    }
    return value
  }

  /// Refuses what was written but never asked for.
  package func end() throws(DocumentError) {
    guard let stranger = entries.first(where: { !asked.contains($0.key) }) else { return }
    throw unknown(stranger)
  }

  private func unknown(_ stranger: Document.Entry) -> DocumentError {
    let missing = asked.filter { key in !entries.contains { $0.key == key } }
    let meant = closest(to: stranger.key, among: missing) ?? closest(to: stranger.key, among: asked)
    let known = asked.isEmpty ? "none" : asked.joined(separator: ", ")
    return DocumentError(
      "\(subject) has no key '\(stranger.key)'"
        + (meant.map { "; did you mean \($0)?" } ?? " (it has \(known))"),
      at: stranger.mark)
  }
}
