import Documents

/// A map of plain values, in the order given.
func map(_ entries: KeyValuePairs<String, Document.Content>) -> Document {
  Document(.map(entries.map { Document.Entry(key: $0.key, value: Document($0.value)) }))
}
