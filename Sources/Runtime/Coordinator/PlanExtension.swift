import Processes
package import Search
package import Sweeps
import Synchronization

/// A longer form of the sweep that runs, worked out.
package struct PlanExtension: Sendable {
  /// The plan of the longer form, with all trials that the running one has.
  package let plan: Plan
  /// The text of the spec that the plan was made from.
  package let specText: String
  /// The strategy that decides which configurations there are; nil where the plan lists them all.
  package let strategy: (any Strategy)?

  /// - Parameters:
  ///   - specText: the text of the spec that the plan was made from.
  ///   - strategy: nil where the plan lists all configurations.
  package init(plan: Plan, specText: String, strategy: (any Strategy)? = nil) {
    self.plan = plan
    self.specText = specText
    self.strategy = strategy
  }

  /// Whether something is decided from what trials come to.
  var decides: Bool { strategy != nil || plan.sweep.asksInSteps }
}

/// The result of working out a longer form.
package enum PlannedExtension: Sendable {
  case ready(PlanExtension)
  /// There is none, as this sentence tells.
  case refused(String)
}

/// Works out longer forms of a sweep.
typealias ExtensionPlanner = Planner<String, PlannedExtension>

/// Works out plans, one at a time, each on a thread of its own: data may have to be read for it, and a loop never
/// waits for a disk.
final class Planner<Request: Sendable, Planned: Sendable>: Sendable {
  private let plan: @Sendable (Request) -> Planned
  private let outcome = Mutex<Planned?>(nil)

  /// - Parameter plan: works out what a request describes.
  init(_ plan: @escaping @Sendable (Request) -> Planned) { self.plan = plan }

  func begin(_ request: Request) throws {
    try Threads.start { [self] in
      let planned = plan(request)
      outcome.withLock { $0 = planned }
    }
  }

  /// Takes the result of the work, once.
  func take() -> Planned? {
    outcome.withLock { outcome in
      defer { outcome = nil }
      return outcome
    }
  }
}
