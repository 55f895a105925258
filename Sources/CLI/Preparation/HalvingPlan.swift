import Reports
import Search
import Sweeps

extension HalvingOutlook {
  /// How many configurations of a plan are likely to reach each rung; nil where all are trained to the end.
  init?(_ plan: Plan) {
    guard let method = plan.sweep.halving else { return nil }
    let configurations = plan.expectedConfigurationCount
    self.init(
      method, configurations: configurations,
      counts: HalvingForecast(method, configurations: configurations).counts)
  }
}
