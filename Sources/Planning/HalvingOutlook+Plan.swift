package import Reports
import Search
package import Sweeps

extension HalvingOutlook {
  /// How many configurations of a plan are likely to reach each rung; nil where all are trained to the end.
  ///
  /// - Parameter policy: tells whether checkpoints are kept, from which networks go on. Of programs nobody
  ///   knows whether they do.
  package init?(_ plan: Plan, _ policy: RunPolicy) {
    guard let method = plan.sweep.halving else { return nil }
    let configurations = plan.expectedConfigurationCount
    self.init(
      method, configurations: configurations,
      counts: HalvingForecast(method, configurations: configurations).counts,
      goesOn: policy.checkpointBytes > 0 && plan.sweep.recipe.recipeKind == .engine)
  }
}
