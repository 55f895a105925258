import Cluster
package import Documents
import Engine
package import Hashing
import Processes
import Results
import Store
package import Sweeps
import Trials

/// Finds the trained networks that a spec begins with, and their weights.
///
/// ```yaml
/// network:
///   - from: mnist-cnn                                        # the latest sweep of that name
///   - from: "mnist-l2:l2=0.001"                              # one of its configurations
///   - from: { sweep: mnist-cnn, results: other.sqlite }      # in another results file
/// ```
///
/// Replicate for replicate and fold for fold: so what one training owes to chance stays with it.
package struct TrainedNetworks {
  private let resultsPath: String
  private let sweep: Sweep
  private let data: DataFacts
  /// The files found so far, by their digests.
  package private(set) var files: [Digest: [UInt8]] = [:]

  /// - Parameter resultsPath: the results file that is meant where a spec names none.
  package init(for sweep: Sweep, on data: DataFacts, resultsPath: String) {
    (self.sweep, self.data, self.resultsPath) = (sweep, data, resultsPath)
  }

  /// The sweep's configurations with the networks in the place of their names.
  package mutating func resolved() throws(DocumentError) -> [Configuration] {
    var resolved: [Configuration] = []
    for configuration in sweep.configurations {
      let recipe = try configuration.recipe.replacingLayers {
        (layer) throws(DocumentError) -> Document? in
        guard case .map(let entries) = layer.content, entries.count == 1, entries[0].key == "from"
        else { return nil }
        return try part(entries[0].value).layer(at: entries[0].value.mark ?? layer.mark)
      }
      try refuseLarge(recipe)
      resolved.append(
        Configuration(
          index: configuration.index, labels: configuration.labels, recipe: recipe))
    }
    return resolved
  }

  private mutating func part(_ from: Document) throws(DocumentError) -> TrainedPart {
    var (name, path) = ("", resultsPath)
    if case .text(let text) = from.content {
      name = text
    } else {
      var block = try Block(from, "from")
      name = try block.required("sweep").text("from.sweep")
      path = try block.optional("results")?.text("from.results") ?? path
      try block.end()
    }
    do {
      return try part(named: name, in: path)
    } catch let error as UserError {
      throw DocumentError(error.message, at: from.mark)
    } catch let error as StoreError where error.reason == .missing {
      throw DocumentError(
        "there is no results file '\(path)' with the networks of '\(name)'; train them first, with"
          + " --keep weights=last, or say where they are: from: { sweep: \(name), results: ... }",
        at: from.mark)
    } catch {
      throw DocumentError("\(error)", at: from.mark)
    }
  }

  private mutating func part(named name: String, in path: String) throws -> TrainedPart {
    let known = Set(try ResultsReader(at: path).sweeps().map(\.name))
    let words = name.split(separator: ":", maxSplits: 1).map(String.init)
    guard let sweepName = words.first, known.contains(sweepName) else {
      throw UserError(
        "'\(path)' holds no sweep '\(name)'; train it first with --keep weights=last, or name the"
          + " results file: from: { sweep: \(name), results: ... }")
    }
    let source = try SweepReader(path: path, name: sweepName)
    let values = words.count > 1 ? words[1] : ""
    let trained = try TrainedConfiguration(
      source, number: ConfigurationName(values, in: source).number())
    let places = try places(in: source)
    var digests: [Digest] = []
    var layers: [Document] = []
    for (replicate, fold) in places {
      let trial = trained.trials.first { $0.replicate == replicate && $0.fold == fold }
      guard let trial else {
        throw UserError(
          "'\(name)' has \(source.sweep.evaluation.replicates) replicates and this sweep"
            + " \(sweep.evaluation.replicates), each of which begins with one of those; train more,"
            + " or ask for fewer with --set evaluate.replicates=\(source.sweep.evaluation.replicates)"
        )
      }
      let file = try trained.weights(of: trial)
      let digest = Digest(of: file)
      files[digest] = file
      digests.append(digest)
      guard layers.isEmpty else { continue }
      guard let text = try Network.metadata(ofWeights: file)["network"],
        case .list(let list)? = Document(json: text)?.content
      else { throw UserError("the weights of '\(name)' do not say which layers they are of") }
      layers = list
    }
    return TrainedPart(weights: digests, layers: layers)
  }

  /// The replicate and fold of the source that each trial of a configuration begins with.
  ///
  /// - Throws: when a network would be judged by rows that it has been trained on.
  private func places(in source: SweepReader) throws -> [(replicate: Int, fold: Int)] {
    let folds = source.sweep.evaluation.foldCount
    let mine = try sweep.evaluation.splits(of: data).map(\.digest)
    if source.sweep.dataDigest == data.digest {
      guard try source.file.splitDigests(of: source.sweep.id) == mine else {
        throw UserError(
          "'\(source.sweep.name)' has split the same data otherwise, and so has learned from rows"
            + " that would judge it here; give both sweeps the same design and seed in evaluate")
      }
    } else if folds > 1 {
      throw UserError(
        "'\(source.sweep.name)' has a network for each of \(folds) folds of other data; begin with a"
          + " sweep that has no folds")
    }
    return (0..<sweep.evaluation.replicates).flatMap { replicate in
      mine.indices.map { (replicate, folds > 1 ? $0 : 0) }
    }
  }

  /// Refuses what no message could carry.
  private func refuseLarge(_ recipe: Document) throws(DocumentError) {
    let digests = Set(recipe.trainedParts.flatMap { $0.weights.prefix(1) })
    let size = digests.reduce(0) { $0 + (files[$1]?.count ?? 0) }
    // A mebibyte is left for the recipe.
    let most = WireLimit.body - (1 << 20)
    guard size > most else { return }
    throw DocumentError(
      "the trained networks of a trial take \(size) bytes, and \(most) can be sent to a worker;"
        + " begin with smaller ones", at: recipe["network"]?.mark)
  }
}
