package import Datasets
package import Documents

extension DatasetReference {
  /// A spec's `data` with the paths of files as they are found: beside the spec first, as those of
  /// programs are, else in the working directory.
  ///
  /// - Parameters:
  ///   - folder: the spec's, from the working directory.
  ///   - exists: whether there is a file at a path.
  package static func located(
    _ data: Document, in folder: String, exists: (String) -> Bool
  ) -> Document {
    guard folder != "." else { return data }
    func path(_ document: Document) -> Document {
      switch document.content {
      case .list(let elements): return Document(.list(elements.map(path)), at: document.mark)
      case .text(let text) where !text.hasPrefix("/") && exists("\(folder)/\(text)"):
        return Document(.text("\(folder)/\(text)"), at: document.mark)
      default: return document
      }
    }
    func block(_ document: Document, _ paths: Set<String>) -> Document {
      switch document.content {
      case .list(let elements):
        return Document(.list(elements.map { block($0, paths) }), at: document.mark)
      case .map(let entries):
        let found = entries.map { entry in
          paths.contains(entry.key)
            ? Document.Entry(key: entry.key, value: path(entry.value))
            : blocks[entry.key].map {
              Document.Entry(key: entry.key, value: block(entry.value, $0))
            } ?? entry
        }
        return Document(.map(found), at: document.mark)
      default: return document
      }
    }
    return block(data, ["csv", "arff", "libsvm", "test"])
  }

  /// The keys that name files, by the key of the block within `data` that they stand in.
  private static let blocks: [String: Set<String>] = [
    "indices": ["training", "validation"],
    "idx": ["images", "labels", "test_images", "test_labels"],
    "mat": ["training", "test"], "npz": ["file"],
    "npy": ["data", "target", "test_data", "test_target"],
  ]
}
