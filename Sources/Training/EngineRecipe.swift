package import Engine
package import Sweeps

/// A configuration's recipe as the built-in engine understands it.
package struct EngineRecipe: Hashable, Sendable {
  package let network: NetworkDescription
  package let training: TrainingDescription

  /// Reads a recipe, and checks that network, training and data fit.
  ///
  /// - Throws: `DocumentError` that points at the layer or key at fault.
  package init(_ recipe: Document, for examples: Examples) throws(DocumentError) {
    var block = try Block(recipe, "the spec")
    let layers = try block.required("network")
    let training = try block.required("training")
    try block.end()
    let parts = try layers.list("network")
    var descriptions: [LayerDescription] = []
    for part in parts { descriptions.append(try LayerDescription(part)) }
    network = NetworkDescription(
      input: examples.inputs.shape.input(of: descriptions), layers: descriptions)
    self.training = try TrainingDescription(training)
    do throws(DescriptionError) {
      try self.training.check(network, examples, rows: examples.inputs.count, validates: true)
    } catch {
      throw DocumentError(
        "\(error)", at: EngineRecipe.mark(of: error, layers: layers, parts: parts, training))
    }
  }

  /// What can be told apart best: the field, else the layer, else the block.
  private static func mark(
    of error: DescriptionError, layers: Document, parts: [Document], _ training: Document
  ) -> Mark? {
    guard let layer = error.layer, parts.indices.contains(layer) else {
      return error.field.flatMap { training[$0]?.mark } ?? layers.mark
    }
    let part = parts[layer]
    guard case .map(let entries) = part.content, let body = entries.first?.value else {
      return part.mark
    }
    return error.field.flatMap { body[$0]?.mark } ?? part.mark
  }
}

extension Shape {
  /// The extents in which a network takes its input.
  ///
  /// A network that begins with a dense layer gets an image as one row: people leave the flatten
  /// away there.
  fileprivate func input(of layers: [LayerDescription]) -> Shape {
    if case .dense? = layers.first { [count] } else { self }
  }
}
