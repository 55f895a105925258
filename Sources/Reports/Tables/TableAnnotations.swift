import Documents

/// The tags and notes that people wrote on a table's sweep and its configurations.
package struct TableAnnotations: Hashable, Sendable {
  /// The tags and notes on the sweep or one configuration.
  package struct Entry: Hashable, Sendable {
    package var tags: [String] = []
    /// The first note first.
    package var notes: [String] = []

    package init(tags: [String] = [], notes: [String] = []) {
      self.tags = tags
      self.notes = notes
    }

    var isEmpty: Bool { tags.isEmpty && notes.isEmpty }
  }

  package let sweep: Entry
  /// By the values of the configuration's parameters.
  package let configurations: [[String]: Entry]

  package init(sweep: Entry = Entry(), configurations: [[String]: Entry] = [:]) {
    self.sweep = sweep
    self.configurations = configurations.filter { !$0.value.isEmpty }
  }

  subscript(labels: [String]) -> Entry { configurations[labels] ?? Entry() }
}

extension TableAnnotations.Entry {
  /// The members of an object that has them; none where nothing was written.
  var members: [JSON.Member] {
    (tags.isEmpty ? [] : [JSON.Member("tags", .list(tags.map(JSON.text)))])
      + (notes.isEmpty ? [] : [JSON.Member("notes", .list(notes.map(JSON.text)))])
  }
}
