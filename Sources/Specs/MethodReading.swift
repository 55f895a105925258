import Documents
import Search
import Sweeps

extension SearchMethod {
  /// Reads the block `method`; nil of a grid.
  ///
  /// ```yaml
  /// method: grid                                  # the default
  /// method: { search: random, configurations: 60 }
  /// method: { search: tpe, configurations: 60, pace: 8, replicates: 1 }   # pace may be free
  /// ```
  ///
  /// - Parameters:
  ///   - target: the mean that ends the search.
  ///   - isHalved: whether configurations are compared at rungs, in so many replicates.
  init?(
    _ document: Document?, _ evaluation: Evaluation, target: Double? = nil,
    isHalved: Bool = false
  ) throws(DocumentError) {
    guard let document, document.content != .text("grid") else { return nil }
    let samplers = Sampler.named.map { ($0.rawValue, $0) }
    if case .text(let word) = document.content {
      let words = ["grid"] + samplers.map(\.0)
      guard let near = words.contains(word) ? word : closest(to: word, among: words) else {
        throw document.mismatch("method", mustBe: Self.expected)
      }
      throw DocumentError(
        near == "grid"
          ? "method must be \(Self.expected), not '\(word)'; did you mean grid?"
          : "how many configurations are to be tried? Write method: { search: \(near),"
            + " configurations: 60 }", at: document.mark)
    }
    guard case .map = document.content else {
      throw document.mismatch("method", mustBe: Self.expected)
    }
    var block = try Block(
      document, "method", keys: ["search", "configurations", "pace", "replicates", "known"])
    let sampler = try block.required("search").choice("method.search", among: samplers)
    let configurations = try block.required("configurations").integer(
      "method.configurations", in: 1...SpecLimit.trials,
      mustBe: "a whole number from 1 to \(SpecLimit.trials)")
    let (pace, replicates) = (block.optional("pace"), block.optional("replicates"))
    if !sampler.learns, target == nil, let stray = pace ?? (isHalved ? nil : replicates) {
      throw DocumentError(
        "method.\(pace == nil ? "replicates" : "pace") is about what a proposal may know, and"
          + " \(sampler.rawValue) draws without results; remove it", at: stray.mark)
    }
    self.init(
      sampler: sampler, configurations: configurations,
      pace: try pace.map { (pace) throws(DocumentError) in try Pace(pace) } ?? .standard,
      replicates: try replicates?.integer(
        "method.replicates", in: 1...evaluation.replicates,
        mustBe: "a whole number from 1 to evaluate.replicates, which is \(evaluation.replicates)")
        ?? (sampler.learns ? 1 : evaluation.replicates), target: target)
  }

  private static let expected =
    "grid, or a search: { search: random, configurations: 60 } with random, sobol, tpe or gp"
}

extension SearchMethod.Pace {
  fileprivate init(_ document: Document) throws(DocumentError) {
    if document.content == .text("free") {
      self = .free
      return
    }
    self = .virtual(
      workers: try document.integer(
        "method.pace", in: 1...100_000,
        mustBe: "how many workers the search is planned for, such as 8, or free"))
  }
}

extension SearchDesign {
  /// Refuses what a method cannot search.
  ///
  /// - Parameter document: the block `method`.
  func check(_ document: Document?) throws(DocumentError) {
    let place = document?["search"]?.mark
    switch method.sampler {
    case .random, .tpe, .listed: break
    case .sobol:
      let most = SobolSequence.dimensionCount
      guard space.dimensions.count <= most else {
        throw DocumentError(
          "sobol has numbers for \(most) parameters, not \(space.dimensions.count); use random",
          at: place)
      }
    case .gp:
      if let choice = space.dimensions.first(where: {
        ($0.distribution.options?.count ?? 0) > 1
      }) {
        throw DocumentError(
          "gp takes parameters that are numbers, and \(choice.name) lists values; use tpe, or a call"
            + " such as uniform or int", at: place)
      }
      guard space.dimensions.count <= 12, method.configurations <= 500 else {
        throw DocumentError(
          "gp takes up to 12 parameters and 500 configurations; use tpe", at: place)
      }
      guard method.sampler.isAvailable else {
        throw DocumentError(
          "gp needs OpenBLAS, which is not installed here; install libopenblas0, or use tpe",
          at: place)
      }
    }
    guard !space.dimensions.isEmpty else {
      throw DocumentError(
        "a search needs parameters to search; list them under 'parameters'", at: document?.mark)
    }
  }
}
