package import ZeroMQ

/// The keys that a coordinator's door opens to, as lines of `name role key`, with
/// `slots=N` behind it for a key whose workers may have so many slots in all.
///
/// Names and keys are each on it once: a name stands for the peer that proves to have its key.
package struct AllowList: Hashable, Sendable {
  /// A peer that may come in: one line of the list.
  package struct Entry: Hashable, Sendable {
    /// The name under which the peer is known; no other entry of a list has it.
    package let name: KeyName
    /// The purpose of the key, which limits what the peer may ask for.
    package let role: KeyRole
    /// The public key.
    package let key: CurveKey
    /// The slots that all workers with this key may have together; nil sets no quota.
    package var slots: Int?

    /// - Parameters:
    ///   - key: the public key; no secret one belongs here.
    ///   - slots: the slots that all workers with this key may have together, at least 1; nil sets no quota.
    package init(name: KeyName, role: KeyRole, key: CurveKey, slots: Int? = nil) {
      self.name = name
      self.role = role
      self.key = key
      self.slots = slots
    }

    /// The line of the file.
    fileprivate var line: String {
      "\(name) \(role.rawValue) \(key.hexadecimal)" + (slots.map { " slots=\($0)" } ?? "")
    }
  }

  /// The entries, in the order of the file.
  package private(set) var entries: [Entry] = []

  /// Makes an empty list, which lets nobody in.
  package init() {}

  /// Reads the lines; empty ones and those that begin with `#` are for people.
  init(_ text: String) throws(KeyError) {
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where !line.isEmpty && !line.hasPrefix("#") {
      let words = line.split(separator: " ").map(String.init)
      do throws(KeyError) {
        guard words.count == 3 || words.count == 4 else {
          throw KeyError("a line is 'name role key' or 'name role key slots=N'")
        }
        try add(
          Entry(
            name: try KeyName(words[0]), role: try KeyRole(word: words[1]),
            key: try CurveKey(text: words[2]),
            slots: try words.dropFirst(3).first.map(AllowList.slots)))
      } catch {
        throw KeyError("line \(number + 1): \(error)")
      }
    }
  }

  /// The number in `slots=N`.
  private static func slots(_ word: String) throws(KeyError) -> Int {
    guard word.hasPrefix("slots="), let slots = Int(word.dropFirst("slots=".count)), slots >= 1
    else { throw KeyError("'\(word)' is not slots=N with a number of 1 or more") }
    return slots
  }

  /// The content of the file.
  package var text: String {
    "# Who may come in: name, role, public key. A running coordinator reads it again.\n"
      + entries.map { "\($0.line)\n" }.joined()
  }

  /// Lets one more in.
  package mutating func add(_ entry: Entry) throws(KeyError) {
    if entries.contains(where: { $0.name == entry.name }) {
      throw KeyError(
        "'\(entry.name)' is on the list already; choose another name, or take it off with 'sweep"
          + " keys revoke \(entry.name)'")
    }
    if let other = entries.first(where: { $0.key == entry.key }) {
      throw KeyError("this key is on the list already, under the name '\(other.name)'")
    }
    entries.append(entry)
  }

  /// Lets one in no more.
  package mutating func remove(_ name: KeyName) throws(KeyError) {
    entries.remove(at: try index(of: name))
  }

  /// Lets the workers of a key have so many slots in all from now on; nil sets no quota.
  package mutating func limit(_ name: KeyName, slots: Int?) throws(KeyError) {
    let index = try index(of: name)
    guard entries[index].role == .worker else {
      throw KeyError(
        "'\(name)' is the key of a \(entries[index].role.rawValue), which has no slots")
    }
    entries[index].slots = slots
  }

  private func index(of name: KeyName) throws(KeyError) -> Int {
    guard let index = entries.firstIndex(where: { $0.name == name }) else {
      let known = entries.map(\.name.description).joined(separator: ", ")
      throw KeyError(
        "no key on the list is called '\(name)'"
          + (known.isEmpty ? "; the list is empty" : "; there are \(known)"))
    }
    return index
  }

  /// The peer that has proved to have a key; nil for strangers.
  package func owner(of key: CurveKey) -> Entry? { entries.first { $0.key == key } }

  /// The peers of this list that another list does not let in as they were. Another quota revokes nothing.
  package func revoked(by other: AllowList) -> Set<KeyName> {
    let kept = Dictionary(other.entries.map { ($0.name, $0) }) { first, _ in first }
    return Set(
      entries.filter { kept[$0.name]?.role != $0.role || kept[$0.name]?.key != $0.key }.map(\.name))
  }
}
