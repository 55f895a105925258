import Planning
import Processes
import Sweeps

extension Option {
  static let keep = Option(
    "--keep", value: "weights=EPOCH",
    "keep trained networks of their best or last epoch, in PATH.weights")
}

extension Arguments {
  /// How the sweep is to be run: as its spec says, unless the command line says otherwise.
  func policy(of planned: PlannedSweep) throws(UserError) -> RunPolicy {
    try planned.policy(keeping: text(.keep))
  }
}
