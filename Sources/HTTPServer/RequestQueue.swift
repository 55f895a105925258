/// The queue in which a request waits for the program: requests that are answered at once do not wait behind those
/// that take a while.
package enum RequestQueue: Hashable, Sendable, CaseIterable {
  case prompt, slow
}
