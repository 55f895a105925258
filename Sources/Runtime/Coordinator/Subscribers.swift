import Cluster
import Control
import Trials

/// The askers that wait for news of the sweep, and the picture that they are shown.
///
/// They are no part of what the coordinator decides: it neither knows them nor waits for them.
struct Subscribers {
  /// Words a picture; called twice a second at most, however many look.
  private let describe: (SweepProgress) -> String
  private var picture: (text: String, position: Int, at: Duration)?
  /// The askers that wait, and the position after which there is news for each; of each asker the latest
  /// question.
  private var all: [(asker: ControlAsker, after: Int)] = []

  /// How old a picture may be.
  private static let age = Duration.milliseconds(500)
  private static let limit = 256

  /// The outcome of taking a question.
  enum Taking: Hashable {
    /// The asker waits; one that it asked with before waits no longer.
    case taken(instead: ControlAsker?)
    case tooMany
  }

  init(describe: @escaping (SweepProgress) -> String) { self.describe = describe }

  /// Notes who wants to hear when more is on record than there was at a position.
  mutating func subscribe(_ asker: ControlAsker, after position: Int) -> Taking {
    if let place = all.firstIndex(where: { $0.asker.isOne(with: asker) }) {
      let earlier = all[place].asker
      all[place] = (asker, position)
      return .taken(instead: earlier == asker ? nil : earlier)
    }
    guard all.count < Self.limit else { return .tooMany }
    all.append((asker, position))
    return .taken(instead: nil)
  }

  /// Gives the statuses for the askers for whom there is news.
  ///
  /// - Parameter position: how much is on record.
  mutating func news(
    of coordinator: borrowing Coordinator, position: Int, at now: Duration
  ) -> [(asker: ControlAsker, status: ControlStatus)] {
    guard all.contains(where: { $0.after < position }) else { return [] }
    if picture.map({ now - $0.at >= Self.age }) ?? true {
      picture = (describe(coordinator.progress), position, now)
    }
    guard let picture else { return [] }
    let status = ControlStatus(
      picture: picture.text, open: coordinator.progress.open, position: picture.position,
      isLast: false)
    let told = all.filter { $0.after < picture.position }
    all.removeAll { $0.after < picture.position }
    return told.map { ($0.asker, status) }
  }

  /// Gives the statuses for the askers that still wait when the coordinator ends.
  ///
  /// - Parameter isLast: whether no other sweep follows at this address.
  mutating func lastNews(
    of coordinator: borrowing Coordinator, position: Int, isLast: Bool
  ) -> [(asker: ControlAsker, status: ControlStatus)] {
    guard !all.isEmpty else { return [] }
    let progress = coordinator.progress
    let status = ControlStatus(
      picture: describe(progress), open: progress.open, position: position, isLast: isLast)
    defer { all = [] }
    return all.map { ($0.asker, status) }
  }
}

extension ControlAsker {
  /// Whether both are questions of one asker.
  fileprivate func isOne(with other: ControlAsker) -> Bool {
    switch (self, other) {
    case (.local(let route), .local(let otherRoute)): route == otherRoute
    case (.remote(let session, _), .remote(let otherSession, _)): session == otherSession
    default: false
    }
  }
}
