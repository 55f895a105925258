import Cluster
import Trials

/// Those who look on at a coordinator, and the picture that they are shown.
///
/// They are no part of what the coordinator decides: it neither knows them nor waits for them.
struct Readers {
  /// Words a picture; called twice a second at most, however many look.
  private let describe: (SweepProgress) -> String
  private var picture: (text: String, at: Duration)?
  /// How many have been shown the picture.
  private var answers = 0
  /// Who looked last, with the envelope of it; the latest last.
  private var looks: [Envelope] = []

  /// How old a picture may be.
  private static let age = Duration.milliseconds(500)
  /// So many are shown one picture, and told the end: more is no looking on, and those who mean it
  /// ask again.
  private static let limit = 256

  init(describe: @escaping (SweepProgress) -> String) { self.describe = describe }

  /// The answer to one who looks; nil when there were too many.
  mutating func answer(
    _ look: Envelope, about coordinator: borrowing Coordinator, at now: Duration
  ) -> Envelope? {
    let isFresh = picture.map { now - $0.at < Self.age } ?? false
    if !isFresh {
      picture = (describe(coordinator.progress), now)
      answers = 0
    }
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
    picture = (describe(coordinator.progress), now)
    return looks.map { sight(for: $0, isLast: true) }
  }

  private func sight(for look: Envelope, isLast: Bool) -> Envelope {
    Envelope(
      epoch: look.epoch, session: look.session, sequence: look.sequence,
      message: .sight(Sight(text: picture?.text ?? "", isLast: isLast)))
  }
}
