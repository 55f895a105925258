package import ZeroMQ

/// The keys that a coordinator's door opens to, as lines of `name role key`.
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

    /// - Parameter key: the public key; no secret one belongs here.
    package init(name: KeyName, role: KeyRole, key: CurveKey) {
      self.name = name
      self.role = role
      self.key = key
    }
  }

  /// In the order of the file.
  package private(set) var entries: [Entry] = []

  /// Makes an empty list, which lets nobody in.
  package init() {}

  /// Reads the lines; empty ones and those that begin with `#` are for people.
  init(_ text: String) throws(KeyError) {
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where !line.isEmpty && !line.hasPrefix("#") {
      let words = line.split(separator: " ").map(String.init)
      do throws(KeyError) {
        guard words.count == 3 else { throw KeyError("a line is 'name role key'") }
        try add(
          Entry(
            name: try KeyName(words[0]), role: try KeyRole(word: words[1]),
            key: try CurveKey(text: words[2])))
      } catch {
        throw KeyError("line \(number + 1): \(error)")
      }
    }
  }

  /// The content of the file.
  package var text: String {
    "# Who may come in: name, role, public key. A running coordinator reads it again.\n"
      + entries.map { "\($0.name) \($0.role.rawValue) \($0.key.hexadecimal)\n" }.joined()
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
    guard let index = entries.firstIndex(where: { $0.name == name }) else {
      let known = entries.map(\.name.description).joined(separator: ", ")
      throw KeyError(
        "no key on the list is called '\(name)'"
          + (known.isEmpty ? "; the list is empty" : "; there are \(known)"))
    }
    entries.remove(at: index)
  }

  /// The peer that has proved to have a key; nil for strangers.
  package func owner(of key: CurveKey) -> Entry? { entries.first { $0.key == key } }

  /// The peers of this list that another list does not let in as they were.
  package func revoked(by other: AllowList) -> Set<KeyName> {
    Set(entries.filter { !other.entries.contains($0) }.map(\.name))
  }
}
