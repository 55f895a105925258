import Documents
import Hashing
import Trials

/// Notes and tags as they travel.
///
///     {"request": "note", "sweep": "3f2a...", "configuration": null, "text": "..."}
///     {"request": "tag", "sweep": "3f2a...", "configuration": 4, "add": ["keep"], "remove": []}
extension Annotation {
  var json: JSON {
    let place: [JSON.Member] = [
      .init("sweep", .text("\(sweep)")),
      .init("configuration", .optional(configuration, JSON.integer)),
    ]
    switch content {
    case .note(let text):
      return .object([.init("request", .text("note"))] + place + [.init("text", .text(text))])
    case .tags(let added, let removed):
      return .object(
        [.init("request", .text("tag"))] + place + [
          .init("add", .list(added.map(JSON.text))), .init("remove", .list(removed.map(JSON.text))),
        ])
    }
  }

  /// Reads an annotation as it travels; nil where it is none, or one that is refused.
  init?(_ document: Document) {
    guard let sweep = document["sweep"]?.text.flatMap({ Digest(hexadecimal: $0) }) else {
      return nil
    }
    let configuration: Int?
    switch document["configuration"]?.content {
    case .null?: configuration = nil
    case .integer(let number)? where number >= 0: configuration = Int(number)
    default: return nil
    }
    let content: Content
    if let text = document["text"]?.text {
      content = .note(text)
    } else if let added = document["add"]?.texts, let removed = document["remove"]?.texts {
      content = .tags(added: added, removed: removed)
    } else {
      return nil
    }
    guard content.refusal == nil else { return nil }
    self.init(content, on: sweep, configuration: configuration)
  }
}
