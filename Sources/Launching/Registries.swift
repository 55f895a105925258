package import Hosts
package import Schedulers

extension HostRegistry {
  /// The registry of a results file.
  package static func beside(_ results: String) -> HostRegistry { HostRegistry(results + "-hosts") }
}

extension JobRegistry {
  /// The registry of a results file.
  package static func beside(_ results: String) -> JobRegistry { JobRegistry(results + "-jobs") }
}
