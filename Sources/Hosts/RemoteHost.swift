package import Processes

/// A machine that ssh leads to, and how it is to be used.
package struct RemoteHost: Hashable, Sendable {
  /// How programs there reach back to this machine.
  package enum Route: String, Hashable, Sendable, CaseIterable {
    /// A connection of their own, to the address that ssh comes from.
    case direct
    /// Through ssh: nothing but its port has to be open.
    case tunnel
  }

  /// The name of the host: the destination without the user.
  package let name: String
  /// The destination for ssh: `user@name`, or a name that the user's configuration knows.
  package let destination: String
  /// Trainings at a time; nil for as many as it has cores.
  package let slots: Int?
  /// The way back from there to this machine; direct unless something else is asked for.
  package let route: Route
  /// Where the program lies there already; nil to bring it.
  package let program: String?

  /// - Parameters:
  ///   - slots: trainings at a time; nil for as many as the host has cores.
  ///   - program: the path of the program there; nil to bring it.
  /// - Throws: for a destination that is empty, begins with a hyphen, or has other than visible ASCII in it, and for
  ///   fewer than 1 or more than 1024 slots.
  package init(
    destination: String, slots: Int? = nil, route: Route = .direct, program: String? = nil
  ) throws(HostError) {
    let name = String(destination.split(separator: "@", maxSplits: 1).last ?? "")
    // A word that begins with a dash would be an option of ssh's.
    guard !name.isEmpty, !destination.hasPrefix("-"),
      destination.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
    else {
      throw HostError(
        "'\(destination)' is no host; write HOST, USER@HOST or USER@HOST:SLOTS")
    }
    if let slots, !RemoteHost.slotRange.contains(slots) {
      throw HostError("'\(destination)' has \(slots) slots; give it from 1 to 1024")
    }
    self.name = name
    self.destination = destination
    self.slots = slots
    self.route = route
    self.program = program
  }

  /// Reads `user@host:8`: 8 slots on a host; ports and all else belong into ssh's configuration.
  package init(_ text: String, route: Route = .direct) throws(HostError) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      guard parts.count == 1 else {
        throw HostError("'\(text)' is no host; write HOST, USER@HOST or USER@HOST:SLOTS")
      }
      try self.init(destination: text, route: route)
      return
    }
    guard let slots = Int(parts[1]), RemoteHost.slotRange.contains(slots) else {
      throw HostError(
        "'\(text)': after the colon stand slots, a whole number from 1 to 1024; a port belongs into"
          + " ~/.ssh/config")
    }
    try self.init(destination: String(parts[0]), slots: slots, route: route)
  }

  static let slotRange = 1...1024
}

/// An error with a host, in one sentence.
package struct HostError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The sentence that people are told, without a full stop at its end.
  package let description: String
  /// The error of the system, where that is the cause.
  package let cause: SystemError?

  /// - Parameter cause: an error of the system, which decides on the exit code; nil where there is none.
  package init(_ description: String, cause: SystemError? = nil) {
    self.description = description
    self.cause = cause
  }

  /// A host that may answer another time.
  init(silentFor time: Duration) {
    self.init("it did not answer within \(time)", cause: .noAnswer(from: "a host"))
  }
}
