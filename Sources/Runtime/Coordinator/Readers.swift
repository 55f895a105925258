import Cluster
import Control
import Trials

/// Those who look on at a coordinator, and the picture that they are shown.
///
/// They are no part of what the coordinator decides: it neither knows them nor waits for them.
struct Readers {
  /// Words a picture; called twice a second at most, however many look.
  private let describe: (SweepProgress) -> String
  private var picture: (text: String, position: Int, at: Duration)?
  /// How many have been shown the picture.
  private var answers = 0
  /// Who looked last, with the envelope of it; the latest last.
  private var looks: [Envelope] = []
  /// Who waits for news, and after which position.
  private var subscribers: [(asker: ControlAsker, after: Int)] = []

  /// How old a picture may be.
  private static let age = Duration.milliseconds(500)
  /// So many are shown one picture, and told the end: more is no looking on, and those who mean it
  /// ask again.
  private static let limit = 256

  init(describe: @escaping (SweepProgress) -> String) { self.describe = describe }

  /// The answer to one who looks; nil when there were too many.
  ///
  /// - Parameter position: how much is on record.
  mutating func answer(
    _ look: Envelope, about coordinator: borrowing Coordinator, at now: Duration,
    position: Int = 0
  ) -> Envelope? {
    if !isFresh(at: now) { draw(coordinator, position, at: now) }
    guard answers < Self.limit else { return nil }
    answers += 1
    looks.removeAll { $0.session == look.session }
    looks.append(look)
    if looks.count > Self.limit { looks.removeFirst() }
    return sight(for: look, isLast: false)
  }

  /// What those who looked last are told when the coordinator ends.
  mutating func farewell(of coordinator: borrowing Coordinator, at now: Duration) -> [Envelope] {
    guard !looks.isEmpty else { return [] }
    draw(coordinator, picture?.position ?? 0, at: now)
    return looks.map { sight(for: $0, isLast: true) }
  }

  // MARK: - Those who wait for news

  /// Notes who wants to hear when more is on record than there was at a position; false when there are too
  /// many.
  mutating func subscribe(_ asker: ControlAsker, after position: Int) -> Bool {
    guard subscribers.count < Self.limit else { return false }
    subscribers.append((asker, position))
    return true
  }

  /// What those are told for whom there is news.
  ///
  /// - Parameter position: how much is on record.
  mutating func news(
    of coordinator: borrowing Coordinator, position: Int, at now: Duration
  ) -> [(asker: ControlAsker, status: ControlStatus)] {
    guard subscribers.contains(where: { $0.after < position }) else { return [] }
    if !isFresh(at: now) { draw(coordinator, position, at: now) }
    guard let picture else { return [] }
    let status = ControlStatus(
      picture: picture.text, open: coordinator.progress.open, position: picture.position,
      isLast: false)
    let told = subscribers.filter { $0.after < picture.position }
    subscribers.removeAll { $0.after < picture.position }
    return told.map { ($0.asker, status) }
  }

  /// What those who wait for news are told when the coordinator ends.
  mutating func lastNews(
    of coordinator: borrowing Coordinator, position: Int, at now: Duration
  ) -> [(asker: ControlAsker, status: ControlStatus)] {
    guard !subscribers.isEmpty else { return [] }
    let progress = coordinator.progress
    let status = ControlStatus(
      picture: describe(progress), open: progress.open, position: position, isLast: true)
    defer { subscribers = [] }
    return subscribers.map { ($0.asker, status) }
  }

  private func isFresh(at now: Duration) -> Bool {
    picture.map { now - $0.at < Self.age } ?? false
  }

  private mutating func draw(
    _ coordinator: borrowing Coordinator, _ position: Int, at now: Duration
  ) {
    picture = (describe(coordinator.progress), position, now)
    answers = 0
  }

  private func sight(for look: Envelope, isLast: Bool) -> Envelope {
    Envelope(
      epoch: look.epoch, session: look.session, sequence: look.sequence,
      message: .sight(Sight(text: picture?.text ?? "", isLast: isLast)))
  }
}
