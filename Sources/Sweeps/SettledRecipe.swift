package import Documents

extension Document {
  /// Winograd's algorithm in the recipe of a trial: in its second version, which has kernels of 5 x 5.
  ///
  /// Results of the first, and workers that know no other, are not taken for those of the second.
  package static let winograd = Document(.text("winograd 2"))

  /// The engine's recipe as trials are identified by it: without `convolution: direct` and `precision: float32`,
  /// as a training is the same with the words and without.
  ///
  /// - Parameter spec: the recipe of all configurations. Its `winograd` is for those of float32, where the precision
  ///   is a parameter.
  func settled(by spec: Document) -> Document {
    guard case .map(var entries) = content,
      let place = entries.firstIndex(where: { $0.key == "training" }),
      case .map(let training) = entries[place].value.content
    else { return self }
    let (written, own) = (spec["training"], entries[place].value)
    let isDirect =
      own["precision"]?.content == .text("bfloat16")
      && written?["precision"]?.content != own["precision"]?.content
      && written?["convolution"]?.content == .text("winograd")
    let words: [Entry] = training.compactMap { entry -> Entry? in
      switch (entry.key, entry.value.content) {
      case ("convolution", .text("direct")), ("precision", .text("float32")): nil
      case ("convolution", .text("winograd")):
        isDirect
          ? nil
          : Entry(key: entry.key, value: Document(Document.winograd.content, at: entry.value.mark))
      // A word of recipes alone: in quotes, whoever reads them does not know it.
      case ("convolution", Document.winograd.content):
        Entry(key: entry.key, value: Document(.text("'winograd 2'"), at: entry.value.mark))
      default: entry
      }
    }
    entries[place] = Entry(key: "training", value: Document(.map(words), at: own.mark))
    return Document(.map(entries), at: mark)
  }
}
