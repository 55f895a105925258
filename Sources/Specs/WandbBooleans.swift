import Documents
import YAML

extension Document {
  /// A document as W&B's own reader has it: that is PyYAML, which reads YAML 1.1, where `yes`, `no`, `on`
  /// and `off` are booleans too.
  init(ofWandb node: Node) {
    switch node.content {
    case .scalar(let scalar):
      let word = scalar.text
      if scalar.isPlain, let value = Document.booleans[word] {
        self.init(.boolean(value), at: node.mark)
      } else {
        self.init(node)
      }
    case .sequence(let nodes):
      self.init(.list(nodes.map { Document(ofWandb: $0) }), at: node.mark)
    case .mapping(let pairs):
      self.init(
        .map(
          pairs.map {
            Entry(key: $0.key, value: Document(ofWandb: $0.value), mark: $0.mark)
          }), at: node.mark)
    }
  }

  /// The words of the language-independent type `bool` of YAML 1.1, without the single letters, as PyYAML.
  private static let booleans: [String: Bool] = {
    var all: [String: Bool] = [:]
    for (words, value) in [(["yes", "true", "on"], true), (["no", "false", "off"], false)] {
      for word in words {
        for form in [word, word.prefix(1).uppercased() + word.dropFirst(), word.uppercased()] {
          all[form] = value
        }
      }
    }
    return all
  }()
}
