package import Hosts
package import Schedulers

extension HostBook {
  /// The book of a results file.
  package static func beside(_ results: String) -> HostBook { HostBook(results + "-hosts") }
}

extension JobBook {
  /// The book of a results file.
  package static func beside(_ results: String) -> JobBook { JobBook(results + "-jobs") }
}
