package import Reports
import Search
package import Sweeps

extension RaceOutlook {
  /// Forecasts the trials that the race of a plan saves; nil where it is none.
  ///
  /// - Parameter pilot: how far true means lie apart, in units of the spread of one training, as an earlier
  ///   sweep shows it; nil where none does.
  package init?(_ plan: Plan, pilot: Double?) {
    guard let method = plan.sweep.race else { return nil }
    func share(_ spread: Double) -> Share {
      let forecast = RaceForecast(
        method, blocks: plan.blockCount, configurations: plan.expectedConfigurationCount,
        commonBlocks: plan.blocksOfSearch, spread: spread)
      return Share(spread: spread, share: forecast.share, remaining: forecast.remaining)
    }
    self.init(
      method, blocks: plan.blockCount, trials: plan.expectedTrialCount,
      shares: [1.5, 1, 0.5, 0].map(share), pilot: pilot.map(share))
  }
}
