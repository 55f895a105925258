import Cluster
import Hashing
import Processes
import Store
import Synchronization
import Trials

/// Copies of the results file as it was at a moment, made on a thread of their own while the
/// coordinator goes on writing.
final class ResultsCopies: Sendable {
  private enum State {
    case none
    case making
    case made(OfferedFile, CopyAge)
    case failed(String)
  }

  private struct Copies {
    var state = State.none
    /// The last two: a client that fetches the older one may end.
    var files: [(digest: Digest, path: String)] = []
    var folder: TemporaryFolder?
    var count = 0
    /// When a part of a copy was asked for last.
    var read: SuspendingClock.Instant?
  }

  private let results: String
  private let copies = Mutex(Copies())

  init(of results: String) { self.results = results }

  /// Offers the newest copy, if it is new enough, or has one made.
  func answer() -> FileAnswer {
    copies.withLock { copies in
      switch copies.state {
      case .making: return .soon
      case .made(let file, let age) where age.isGood(at: .now, read: copies.read):
        return .offer([file])
      case .failed(let sentence):
        copies.state = .none
        return .refusal(sentence)
      case .none, .made:
        copies.state = .making
        do throws(SystemError) {
          try Threads.start { self.make() }
          return .soon
        } catch {
          copies.state = .none
          return .refusal("no copy can be made: \(error)")
        }
      }
    }
  }

  /// Where a copy lies; nil when it is there no more.
  func path(of digest: Digest) -> String? {
    copies.withLock { copies in
      guard let path = copies.files.first(where: { $0.digest == digest })?.path else { return nil }
      copies.read = .now
      return path
    }
  }

  private func make() {
    do {
      let path = try copies.withLock { copies in
        // Beside the results: there is room for them, and may be none where temporary files are.
        let parent = Folder.absolute(results).map {
          $0.prefix(upTo: $0.lastIndex(of: "/") ?? $0.endIndex)
        }
        let folder = try copies.folder ?? TemporaryFolder(in: parent.map(String.init))
        copies.folder = folder
        copies.count += 1
        return "\(folder.path)/\(copies.count).sqlite"
      }
      let began = SuspendingClock.Instant.now
      try ResultsReader.copy(results, to: path)
      let item = try ServedFile(path, place: "sweep.sqlite")
      copies.withLock { copies in
        copies.files.append((item.offer.digest, path))
        while copies.files.count > 2 { Folder.removeFile(at: copies.files.removeFirst().path) }
        copies.state = .made(item.offer, CopyAge(from: began, until: .now))
      }
    } catch {
      copies.withLock { $0.state = .failed("no copy of the results can be made there: \(error)") }
    }
  }
}

/// How long a copy of the results is good for.
struct CopyAge {
  /// When the copy was begun: it has what was recorded by then.
  let from: SuspendingClock.Instant
  /// When the copy was there.
  let until: SuspendingClock.Instant

  /// Whether who asks for the results gets this copy.
  ///
  /// It is for three seconds, and ten times as long as the copy took, for copies are to take a tenth of the time at
  /// most; it is for half a minute where it was read just now, as a reader of it would have to begin again.
  func isGood(at now: SuspendingClock.Instant, read: SuspendingClock.Instant?) -> Bool {
    let longest = Duration.seconds(30)
    if let read, read >= until, read.duration(to: now) < .seconds(3) {
      return until.duration(to: now) < longest
    }
    let cost = from.duration(to: until)
    return until.duration(to: now) < min(longest, max(.seconds(3), cost * 10))
  }
}
