package import Hashing

/// A note on a sweep or on one of its configurations, or a change of its tags.
package struct Annotation: Hashable, Sendable {
  /// The note, or the tags that are added and removed.
  package enum Content: Hashable, Sendable {
    /// A text of any kind.
    case note(String)
    /// Words by which sweeps and configurations are found again.
    case tags(added: [String], removed: [String])
  }

  /// The digest that the sweep is known by in every results file: a hash of its spec and of its trials.
  package let sweep: Digest
  /// The number of the configuration; nil for the whole sweep.
  package let configuration: Int?
  /// The note or the change of tags; never one that is refused.
  package let content: Content

  /// - Precondition: nothing of it is refused.
  package init(_ content: Content, on sweep: Digest, configuration: Int? = nil) {
    precondition(content.refusal == nil, "an annotation that is refused was made")
    self.sweep = sweep
    self.configuration = configuration
    self.content = content
  }
}

extension Annotation.Content {
  /// The most characters that a note has.
  private static let longestNote = 10_000
  /// The most characters that a tag has.
  private static let longestTag = 64
  /// The most tags that are added or removed at once.
  private static let mostTags = 100

  /// The reason why this is not taken, in one sentence without its stop; nil where it is.
  package var refusal: String? {
    switch self {
    case .note(let text):
      if text.allSatisfy(\.isWhitespace) { return "a note says something" }
      let count = text.count
      return count > Self.longestNote
        ? "a note has at most \(Self.longestNote) characters, and this has \(count)" : nil
    case .tags(let added, let removed):
      let all = added + removed
      if all.isEmpty { return "name at least one tag to add or to remove" }
      if all.count > Self.mostTags { return "at most \(Self.mostTags) tags are changed at once" }
      return all.lazy.compactMap(Self.refusal(ofTag:)).first
    }
  }

  private static func refusal(ofTag tag: String) -> String? {
    let isPlain = tag.unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse,
        .surrogate:
        false
      default: scalar != ","
      }
    }
    guard isPlain, tag.first?.isWhitespace == false, tag.last?.isWhitespace == false,
      tag.count <= longestTag
    else {
      return "a tag has 1 to \(longestTag) characters, no comma, and no blank at its ends"
    }
    return nil
  }
}
