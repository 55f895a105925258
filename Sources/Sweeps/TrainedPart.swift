package import Documents
package import Hashing

/// A part of a network that begins with the weights of a training that was there before.
///
/// A spec names that training by its sweep: `- from: mnist-cnn`. Worked out, the layer has the digests
/// of the weights files, one for each replicate and fold of its own sweep, and the layers that they
/// are of:
///
/// ```yaml
/// from: { weights: [8c1f..., 03ab...], layers: [dense: { units: 10 }] }
/// ```
///
/// Files travel with the assignments of the trials that need them.
package struct TrainedPart: Hashable, Sendable {
  /// The weights, in the order of replicates, within each in that of folds; one alone is for all.
  package let weights: [Digest]
  /// As in a recipe's `network`.
  package let layers: [Document]

  /// - Parameter weights: one digest for each replicate and fold, or one for all.
  package init(weights: [Digest], layers: [Document]) {
    self.weights = weights
    self.layers = layers
  }

  /// The part that a layer of a worked out recipe is; nil for any other layer.
  package init?(_ layer: Document) {
    guard let from = layer["from"], case .list(let texts)? = from["weights"]?.content,
      case .list(let layers)? = from["layers"]?.content
    else { return nil }
    var weights: [Digest] = []
    for text in texts {
      guard case .text(let digits) = text.content, let digest = Digest(hexadecimal: digits) else {
        return nil
      }
      weights.append(digest)
    }
    self.init(weights: weights, layers: layers)
  }

  /// The part as a layer of a recipe.
  package func layer(at mark: Mark?) -> Document {
    let digests = weights.map { Document(.text("\($0)")) }
    let from = Document(
      .map([
        Document.Entry(key: "weights", value: Document(.list(digests))),
        Document.Entry(key: "layers", value: Document(.list(layers))),
      ]), at: mark)
    return Document(.map([Document.Entry(key: "from", value: from)]), at: mark)
  }
}

extension Document {
  /// A recipe with every layer of its network replaced by another, or left as it is.
  package func replacingLayers<Refusal>(
    _ replacement: (Document) throws(Refusal) -> Document?
  ) throws(Refusal) -> Document {
    guard case .map(let entries) = content else { return self }
    var replaced: [Entry] = []
    for entry in entries {
      guard entry.key == "network", case .list(let layers) = entry.value.content else {
        replaced.append(entry)
        continue
      }
      var network: [Document] = []
      for layer in layers { network.append(try replacement(layer) ?? layer) }
      let value = Document(.list(network), at: entry.value.mark)
      replaced.append(Entry(key: entry.key, value: value, mark: entry.mark))
    }
    return Document(.map(replaced), at: mark)
  }

  /// The recipe with, of the weights that each part has, those of one trial alone.
  ///
  /// - Parameter place: of the trial among the configuration's, by replicate and then by fold.
  func withWeights(of place: Int) -> Document {
    replacingLayers { layer in
      guard let part = TrainedPart(layer), part.weights.indices.contains(place),
        part.weights.count > 1
      else { return nil }
      return TrainedPart(weights: [part.weights[place]], layers: part.layers).layer(at: layer.mark)
    }
  }

  /// The parts of a recipe's network that begin trained.
  package var trainedParts: [TrainedPart] {
    guard case .list(let layers)? = self["network"]?.content else { return [] }
    return layers.compactMap { TrainedPart($0) }
  }
}
