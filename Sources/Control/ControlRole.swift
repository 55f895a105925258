/// The role of an asker: what may be asked follows from it.
package enum ControlRole: String, Hashable, Sendable, CaseIterable {
  /// Trains trials.
  case worker
  /// Looks on and fetches results.
  case reader
  /// Came without a key to a coordinator that asks for none: looks on and fetches results.
  case keyless
  /// May do what the owner of the results file may; by the socket beside it, its owner is one.
  case `operator`
}

extension ControlRequest {
  /// The reason why a role may not ask for this; nil where it may.
  ///
  /// | request | worker | reader, keyless | operator |
  /// |---|---|---|---|
  /// | `status`, `output`, `queue` | yes | yes | yes |
  /// | `retry`, `keep`, `drain`, `pause`, `resume`, `extend`, `stop`, `submit` | no | no | yes |
  /// | `note`, `tag` | no | no | yes |
  /// | `keys`, `reload keys` | no | no | yes |
  package func refusal(for role: ControlRole) -> String? {
    switch self {
    case .status, .output, .queue: return nil
    case .of(_, let request): return request.refusal(for: role)
    case .keys, .reloadKeys, .retry, .keep, .drain, .pause, .annotate, .extend, .stop, .submit:
      break
    }
    guard role != .operator else { return nil }
    guard role != .keyless else {
      return "this takes an operator's key, and the coordinator was started without keys; its owner"
        + " may ask with --results on its machine, or start it with --keys"
    }
    return "this takes an operator's key, and yours is a \(role.rawValue)'s;"
      + " 'sweep keys new NAME --role operator', where the coordinator's keys are, makes one"
  }
}
