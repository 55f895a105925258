import Documents
package import Engine

extension NetworkDescription {
  /// The network that a file of weights says it is of, as `WeightsKeeper` writes it.
  ///
  /// - Parameter categories: where the columns of categories stand in the data, which an embedding sees.
  /// - Returns: nil where the file says nothing of it, as one of another program.
  /// - Throws: `WeightsError` for bytes that are no such file; `DocumentError` for layers that this
  ///   version does not know.
  package init?(ofWeights file: [UInt8], categories: [Range<Int>] = []) throws {
    let metadata = try Network.metadata(ofWeights: file)
    guard let network = metadata["network"].flatMap({ Document(json: $0) }),
      let input = metadata["input"].flatMap({ Document(json: $0) })
    else { return nil }
    self.init(
      input: Shape(try input.integers("input")),
      layers: try network.list("network").map { try LayerDescription($0).seeing(categories) })
  }

  /// Whether it cannot be built without knowing the data's columns.
  package var seesCategories: Bool {
    if case .embedding? = layers.first { true } else { false }
  }
}

extension Document {
  /// The recipe's word on whether the engine shifts and scales inputs to mean 0 and deviation 1; false
  /// without one.
  package var standardizesInputs: Bool {
    (try? self["training"]?["standardize"]?.boolean("standardize")) ?? false
  }
}
