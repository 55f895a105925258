package import Documents
package import Engine
import Hashing
package import Sweeps
import Trials

/// A configuration's recipe as the built-in engine understands it.
package struct EngineRecipe: Sendable {
  /// The network, with the shape of its input as the examples have it.
  package let network: NetworkDescription
  /// The training as the engine takes it, checked against network and examples.
  package let training: TrainingDescription
  /// Whether each channel of the inputs gets mean 0 and deviation 1 over the rows trained on.
  package let standardizes: Bool
  /// The noise under which the trained network is measured as well, and its levels.
  let noise: [(level: Double, noise: Noise)]
  /// The metrics that are measured by looking into the trained network.
  let inspection: InspectionMetrics?
  /// The layers that begin with weights of an earlier training, and the digest of those weights.
  let trained: [(layers: Range<Int>, weights: Digest)]
  /// The network as a spec would say it, with no part left that is named by its training.
  let layers: Document
  /// The names of all metrics that the training will report.
  package let metricNames: [String]
  /// How many numbers the network holds, with the running moments of batch normalisation.
  package let parameterCount: Int

  /// The cost of a training for each sample of the data, in products of numbers: for comparisons of recipes.
  package var cost: Int {
    let products = (try? network.productCount()) ?? 1
    let (cost, isTooLarge) = products.addingReportingOverflow(EngineRecipe.costBesideProducts)
    let (whole, isLonger) = cost.multipliedReportingOverflow(by: max(1, training.epochs))
    return isTooLarge || isLonger ? .max : max(1, whole)
  }

  /// What else a sample costs, as its row is fetched and its loss summed, in products of numbers.
  ///
  /// Times of networks on rows of 64 numbers are predicted to a twentieth with it, and to two fifths without.
  private static let costBesideProducts = 12_000

  /// Which layers are convolved how, in words; nil of a training that convolves all directly.
  package var convolution: String? {
    guard let winograd = try? training.winogradLayers(of: network), !winograd.isEmpty else {
      return nil
    }
    let direct = network.layers.indices.filter { place in
      if case .conv2D = network.layers[place] { !winograd.contains(place) } else { false }
    }
    func words(_ method: ConvolutionMethod, in places: [Int]) -> String {
      let numbers = places.map { "\($0 + 1)" }.joined(separator: ", ")
      return "\(method.rawValue) in \(places.count == 1 ? "layer" : "layers") \(numbers)"
    }
    return words(.winograd, in: winograd.sorted())
      + (direct.isEmpty ? "" : "; " + words(.direct, in: direct))
  }

  /// Whether convolutions gain from Winograd's algorithm, whichever this training computes them by.
  package var gainsFromWinograd: Bool {
    (try? training.layersGainingFromWinograd(of: network))?.isEmpty == false
  }

  /// The numbers that are multiplied; nil of a training with the usual ones.
  package var precision: String? {
    training.precision == .float32 ? nil : training.precision.rawValue
  }

  /// Reads a recipe, and checks that network, training and data fit.
  ///
  /// - Throws: `DocumentError` that points at the layer or key at fault.
  package init(_ recipe: Document, for examples: Examples) throws(DocumentError) {
    var block = try Block(recipe, "the spec")
    let layers = try block.required("network")
    let training = try block.required("training")
    let evaluate = block.optional("evaluate")
    let inspect = block.optional("inspect")
    try block.end()
    let (parts, trained) = try layers.list("network").unfolded
    self.trained = trained
    self.layers = Document(.list(parts), at: layers.mark)
    var descriptions: [LayerDescription] = []
    for part in parts {
      descriptions.append(try LayerDescription(part).seeing(examples.categories))
    }
    noise = try EngineRecipe.noise(recipe, at: evaluate?.mark)
    network = NetworkDescription(
      input: examples.inputs.shape.input(of: descriptions), layers: descriptions)
    let reading = try TrainingReading(
      training, hasNoiseLevels: !noise.isEmpty, classNames: examples.namedClasses,
      isSingleUnit: (try? network.shapes())?.last?.count == 1)
    self.training = reading.description
    standardizes = reading.standardizes
    let network = network
    inspection = try inspect.map { (block) throws(DocumentError) in
      try InspectionMetrics(block, of: network, on: examples)
    }
    let names = reading.description.metricNames(classes: examples.classCount)
    metricNames =
      names + (inspection?.names ?? [])
      + noise.flatMap { level, _ in
        names.filter { $0.hasPrefix("val_") && !$0.hasPrefix(EngineRecipe.classMetric) }
          .map { NoiseLevels.name($0, at: level) }
      }
    do throws(DescriptionError) {
      try self.training.check(network, examples, rows: examples.inputs.count, validates: true)
      parameterCount = try network.parameterCount()
    } catch {
      throw DocumentError("\(error)", at: error.mark(layers: layers, parts: parts, training))
    }
  }

  private static func noise(
    _ recipe: Document, at mark: Mark?
  ) throws(DocumentError) -> [(level: Double, noise: Noise)] {
    guard let levels = NoiseLevels(recipe: recipe) else { return [] }
    var noise: [(level: Double, noise: Noise)] = []
    for level in levels.levels {
      noise.append((level, try Noise(levels.kind, level: level, at: mark)))
    }
    return noise
  }

  /// Refuses a metric that the training will not report, or at an epoch that it has not.
  ///
  /// - Parameter block: the metric as it was written; nil when it is the one by default.
  package func check(_ metric: Sweeps.Metric, writtenAs block: Document?) throws(DocumentError) {
    guard metricNames.contains(metric.name) else {
      let shown = metricNames.filter {
        !$0.hasPrefix(EngineRecipe.classMetric)
          && !($0.hasPrefix("val_") && $0.contains("@"))
      }
      throw DocumentError(
        "this training reports no metric '\(metric.name)'"
          + suggestion(for: metric.name, among: metricNames)
          + " (it reports \(shown.joined(separator: ", "))"
          + (metricNames.contains(EngineRecipe.classMetric + "0")
            ? " and \(EngineRecipe.classMetric)0 and on" : "")
          + (noise.first.map {
            ", each also at a level: \(NoiseLevels.name("val_loss", at: $0.level))"
          } ?? "")
          + ")"
          + (block?["name"] == nil ? "; name one: metric: { name: ... }" : ""),
        at: block?["name"]?.mark ?? block?.mark)
    }
    if case .epoch(let epoch) = metric.moment, epoch > training.epochs {
      throw DocumentError(
        "metric.at is epoch \(epoch), and this training has \(training.epochs)",
        at: block?["at"]?.mark)
    }
  }

  /// The prefix of the names of metrics of one class, of which there are too many to list.
  private static let classMetric = "val_accuracy_class_"
}

extension [Document] {
  /// The layers, those of trained parts in the place of these, and which of them begin with which
  /// weights.
  fileprivate var unfolded: (layers: [Document], trained: [(layers: Range<Int>, weights: Digest)])
  {
    get throws(DocumentError) {
      var layers: [Document] = []
      var trained: [(layers: Range<Int>, weights: Digest)] = []
      for layer in self {
        guard let part = TrainedPart(layer), let weights = part.weights.first else {
          layers.append(layer)
          continue
        }
        let start = layers.count
        // A complaint about one of them points at what brought it in.
        layers += part.layers.map { Document($0.content, at: layer.mark) }
        trained.append((start..<layers.count, weights))
      }
      return (layers, trained)
    }
  }
}

extension LayerDescription {
  /// The layer with what it learns of the data's columns.
  func seeing(_ categories: [Range<Int>]) -> LayerDescription {
    guard case .embedding(var embedding) = self else { return self }
    embedding.blocks = categories
    return .embedding(embedding)
  }
}

extension Examples {
  /// The names of the classes, or their numbers; nil if targets are no classes.
  fileprivate var namedClasses: [String]? {
    classCount.map { classNames.isEmpty ? (0..<$0).map(String.init) : classNames }
  }

  /// How many classes the examples have, if their targets are classes.
  fileprivate var classCount: Int? {
    if case .classes(_, let count) = targets { count } else { nil }
  }
}

extension DescriptionError {
  /// Gives the mark of the part that can be told apart best: the field, else the layer, else the block.
  fileprivate func mark(
    layers: Document, parts: [Document], _ training: Document
  ) -> Mark? {
    guard let layer, parts.indices.contains(layer) else {
      return field.flatMap { training.mark(of: $0) } ?? layers.mark
    }
    return field.flatMap { parts[layer].mark(of: $0) } ?? parts[layer].mark
  }
}

extension Document {
  /// Where the value of a key was written, in this block or those within it.
  fileprivate func mark(of key: String) -> Mark? {
    guard case .map(let entries) = content else { return nil }
    for entry in entries {
      if entry.key == key { return entry.value.mark }
    }
    for entry in entries {
      if let mark = entry.value.mark(of: key) { return mark }
    }
    return nil
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
