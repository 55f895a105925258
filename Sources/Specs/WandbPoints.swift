import Documents
import Search
import Sweeps
import Trials

/// The points that a sweep of W&B tries.
struct WandbPoints {
  let parameters: [Parameter]
  /// The options of each point; nil for every combination.
  let draws: [[Parameter.Option]]?
  let search: SearchDesign?
  /// The remark on differences from the file; nil where it is followed to the letter.
  private(set) var remark: String?

  /// - Parameters:
  ///   - cap: `run_cap`, how many points are tried.
  ///   - target: `metric.target`, which ends the sweep once it is reached.
  ///   - stopsEarly: whether there is `early_terminate`, which gives a Gaussian process few whole runs.
  init(
    _ dimensions: [WandbDimension], _ method: Document, cap: Document?, target: Document?,
    stopsEarly: Bool, _ evaluation: Evaluation
  ) throws(DocumentError) {
    let names = dimensions.map(\.name)
    let count = try cap?.integer(
      "run_cap", in: 1...SpecLimit.trials, mustBe: "a whole number from 1 to \(SpecLimit.trials)")
    let goal: Double? =
      if let target, target.content != .null {
        try target.number("metric.target")
      } else {
        nil
      }
    let space = Space(
      dimensions.map { Dimension($0.name, $0.distribution) }, unconditional: Set(names))
    let sampler = try WandbPoints.sampler(method, space, count, stopsEarly)
    guard sampler != .listed else {
      let all = try dimensions.map { (dimension) throws(DocumentError) in
        Parameter(name: dimension.name, options: try dimension.grid())
      }
      let size = all.reduce(1.0) { $0 * Double($1.options.count) }
      let isCut = count.map { Double($0) < size } ?? false
      guard isCut || goal != nil else {
        (parameters, draws, search) = (all, nil, nil)
        return
      }
      guard size <= Double(SpecLimit.trials) else {
        throw DocumentError(
          "the grid has \(Document.label(size)) points, and \(SpecLimit.trials) is the limit; try"
            + " fewer values, or method: random", at: method.mark)
      }
      let proposals = WandbPoints.combinations(of: all).prefix(count ?? .max).map { options in
        Proposal(values: options.map { Proposal.Value(label: $0.label, value: $0.value) })
      }
      if isCut {
        remark =
          "run_cap ends the grid after the first \(proposals.count) of its \(Document.label(size)) points"
      }
      guard let goal else {
        (parameters, draws, search) = (all, proposals.map(\.options), nil)
        return
      }
      search = SearchDesign(
        SearchMethod(
          sampler: .listed, configurations: proposals.count, replicates: evaluation.replicates,
          target: goal), in: space, listed: proposals)
      (parameters, draws) = (Parameter.drawn(names, []), [])
      return
    }
    guard let count else {
      throw DocumentError(
        "method: \(method.label) goes on for ever in W&B; say how many points to try with run_cap: N,"
          + " or --set run_cap=N", at: method.mark)
    }
    let design = SearchDesign(
      SearchMethod(
        sampler: sampler, configurations: count,
        replicates: sampler.learns ? 1 : evaluation.replicates, target: goal), in: space)
    try design.check(nil)
    if sampler.learns {
      remark =
        sampler == .gp
        ? "method: bayes is a Gaussian process with expected improvement here, too"
        : "method: bayes runs as tpe here, as "
          + (stopsEarly
            ? "there is early_terminate"
            : "a parameter lists values, or there are more than 12 parameters or 500 points")
    }
    let points = design.method.learns ? [] : design.draws(seed: evaluation.seed).map(\.options)
    (parameters, draws, search) = (Parameter.drawn(names, points), points, design)
  }

  /// Gives the sampler for W&B's method; `listed` of a grid.
  private static func sampler(
    _ method: Document, _ space: Space, _ count: Int?, _ stopsEarly: Bool
  ) throws(DocumentError) -> SearchMethod.Sampler {
    switch method.content {
    case .text("grid"): return .listed
    case .text("random"): return .random
    case .text("bayes"):
      let listsValues = space.dimensions.contains { ($0.distribution.options?.count ?? 0) > 1 }
      return stopsEarly || listsValues || space.dimensions.count > 12 || (count ?? 0) > 500
        ? .tpe : .gp
    default:
      throw method.mismatch("method", mustBe: "grid, random or bayes")
    }
  }

  /// The last parameter changes fastest.
  private static func combinations(of parameters: [Parameter]) -> [[Parameter.Option]] {
    parameters.reduce([[]]) { combinations, parameter in
      combinations.flatMap { chosen in parameter.options.map { chosen + [$0] } }
    }
  }
}
