import Synchronization

/// What went wrong on several threads.
final class Failures: Sendable {
  private let all = Mutex<[String]>([])

  func add(_ sentence: String) { all.withLock { $0.append(sentence) } }

  /// In an order that does not depend on who was first.
  var sentences: [String] { all.withLock { $0.sorted() } }
}
