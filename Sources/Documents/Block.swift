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

  /// A block that has these keys and no others.
  ///
  /// Refuses strangers first: a misspelt key says more than the one that is missing for it.
  package init(
    _ document: Document, _ subject: String, keys: [String]
  ) throws(DocumentError) {
    try self.init(document, subject)
    for key in keys { _ = optional(key) }
    try end()
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
