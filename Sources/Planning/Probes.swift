package import Documents
import Search
package import Sweeps
import Training
import Trials

extension Sweep {
  /// Some configurations of a search that decides as it goes: what is wrong with the spec shows in them
  /// before anything is trained. None where the plan lists them all.
  package func probes() throws(DocumentError) -> [Configuration] {
    guard let search, search.method.learns else { return [] }
    let method = SearchMethod(sampler: .random, configurations: 20)
    let design = SearchDesign(method, in: search.space)
    let probes = design.draws(seed: evaluation.seed).enumerated().map { index, proposal in
      configuration(index, proposal.options)
    }
    for probe in probes {
      guard case .list(let layers)? = probe.recipe["network"]?.content,
        let part = layers.first(where: { $0["from"] != nil })
      else { continue }
      throw DocumentError(
        "a search that learns cannot begin with networks that another sweep has trained; list the values"
          + " in a grid, or use method: { search: sobol, ... }", at: part.mark)
    }
    return probes
  }
}
