import Documents
import Search
import Sweeps
import Trials

/// Where a spec's configurations come from: the list of a grid, or a search.
struct ConfigurationPoints {
  let parameters: [Parameter]
  /// The options of each configuration; nil for every combination.
  private(set) var draws: [[Parameter.Option]]?
  private(set) var search: SearchDesign?

  /// - Parameters:
  ///   - method: nil of a grid.
  ///   - listed: the configurations that are tried before any others.
  ///   - target: the mean that ends the sweep.
  ///   - document: the spec.
  init(
    _ space: SearchSpace, _ points: Space, _ method: SearchMethod?, _ evaluation: Evaluation,
    listed: [Proposal], _ zip: ZipReading, target: Double?, of document: Document
  ) throws(DocumentError) {
    guard let method else {
      let isWhole =
        !points.isConditional && points.exclusions.isEmpty && listed.isEmpty && zip.isTrivial
        && target == nil
      guard !isWhole else {
        parameters = space.parameters
        return
      }
      let proposals = space.gridProposals(in: points, after: listed, zip)
      try ConfigurationPoints.refuseNone(proposals, document)
      guard let target else {
        parameters = space.parameters(with: listed)
        draws = proposals.map(\.options)
        return
      }
      // A grid that may end early decides on one configuration after another.
      search = SearchDesign(
        SearchMethod(
          sampler: .listed, configurations: proposals.count, replicates: evaluation.replicates,
          target: target), in: points, listed: proposals)
      (parameters, draws) = space.drawn([])
      return
    }
    guard listed.count <= method.configurations else {
      throw DocumentError(
        "method.configurations is \(method.configurations), and \(listed.count) are listed already;"
          + " it counts those, too", at: document["method"]?["configurations"]?.mark)
    }
    let known = document["method"]?["known"]
    if let known, !method.sampler.learns {
      throw DocumentError(
        "method.known is what tpe and gp learn from, and \(method.sampler.rawValue) draws without"
          + " results; remove it", at: known.mark)
    }
    let design = SearchDesign(
      method, in: points, listed: listed, known: try KnownConfiguration.all(known, in: points))
    try design.check(document["method"])
    search = design
    // A search that learns has its configurations from decisions.
    let proposals = method.learns ? [] : design.draws(seed: evaluation.seed)
    (parameters, draws) = space.drawn(proposals)
    if !method.learns { try ConfigurationPoints.refuseNone(proposals, document) }
  }

  private static func refuseNone(
    _ proposals: [Proposal], _ document: Document
  ) throws(DocumentError) {
    guard proposals.isEmpty else { return }
    throw DocumentError(
      "exclude leaves no configuration to train", at: document["exclude"]?.mark)
  }
}

extension Document {
  /// Reads the block `stop`: `{ at: 0.99 }`, the judged mean that ends a sweep.
  func stopTarget() throws(DocumentError) -> Double {
    var block = try Block(self, "stop", keys: ["at"])
    return try block.required("at").number("stop.at")
  }
}
