import Documents

/// The tags and notes that people wrote on a table's sweep and its configurations.
package struct TableAnnotations: Hashable, Sendable {
  /// The tags and notes on the sweep or one configuration.
  package struct Entry: Hashable, Sendable {
    /// The tags in alphabetical order, each once; empty for none.
    package var tags: [String] = []
    /// The first note first.
    package var notes: [String] = []

    /// - Parameter notes: the first one first.
    package init(tags: [String] = [], notes: [String] = []) {
      self.tags = tags
      self.notes = notes
    }

    var isEmpty: Bool { tags.isEmpty && notes.isEmpty }
  }

  /// The tags and notes on the sweep as a whole.
  package let sweep: Entry
  /// The entries by the values of the configuration's parameters; those without any are left out.
  package let configurations: [[String]: Entry]

  /// - Parameter configurations: by the values of their parameters; empty entries are dropped.
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
