package import Cluster
import Glibc
import Hashing
package import Keys
import Processes
import Trials

/// Brings files over from a coordinator elsewhere: whole, and as they were sent, or not at all.
package struct Fetcher: ~Copyable {
  private let endpoint: String
  private let timeout: Duration
  private var caller: RequestClient

  /// - Parameters:
  ///   - timeout: how long to wait for any answer.
  ///   - onSilence: is called once when none comes within a second and a half.
  package init(
    at endpoint: String, key: WorkerKey?, timeout: Duration, onSilence: (() -> Void)? = nil
  ) throws {
    self.endpoint = endpoint
    self.timeout = timeout
    caller = try RequestClient(at: endpoint, key: key, onSilence: onSilence)
  }

  /// Asks for the files on offer.
  ///
  /// - Parameter question: `data` or `results`.
  package mutating func offers(_ question: FileQuestion) throws -> [OfferedFile] {
    let clock = SystemClock()
    while true {
      switch try ask(question) {
      case .offer(let files): return files
      case .refusal(let sentence): throw FetchError("the coordinator at \(endpoint): \(sentence)")
      case .soon, .piece:
        guard clock.now < max(timeout, .seconds(600)) else { throw silence }
        usleep(200_000)
      }
    }
  }

  /// Brings a file to its place. Bytes that an earlier try brought are not sent again.
  ///
  /// - Parameter note: is told now and then how far it is, where it takes long.
  /// - Throws: when what arrived is not what was offered; nothing is left then.
  package mutating func fetch(
    _ file: OfferedFile, to path: String, note: (String) -> Void
  ) throws {
    let clock = SystemClock()
    var progress = FetchProgress(of: file, at: clock.now)
    let place = "\(path).\(String("\(file.digest)".prefix(12))).part"
    do {
      var draft = try Draft(at: place, upTo: file.size)
      while draft.size < file.size {
        try draft.append(try piece(of: file, from: draft.size))
        if let words = progress.words(after: draft.size, at: clock.now) { note(words) }
      }
      guard try Digest(of: WholeFile.bytes(at: place)) == file.digest else {
        draft.discard()
        throw FetchError(
          "'\(file.place)' did not arrive as it was sent, and was thrown away; try again")
      }
      try draft.finish(as: path)
    } catch let error as SystemError {
      throw FetchError(
        "'\(path)' cannot be written: \(error.message); what has come is kept, so that the next try goes"
          + " on from there")
    }
  }

  private mutating func piece(of file: OfferedFile, from offset: Int) throws -> [UInt8] {
    let answer = try ask(.piece(file.digest, offset: offset))
    guard case .piece(_, _, let bytes) = answer, !bytes.isEmpty else {
      throw FetchError(
        "the coordinator at \(endpoint) has no such '\(file.place)' any more; ask for the newer one"
      )
    }
    return bytes
  }

  private mutating func ask(_ question: FileQuestion) throws -> FileAnswer {
    let answer = try caller.ask(.ask(question), for: timeout) { message in
      guard case .tell(let answer) = message else { return nil as FileAnswer? }
      // A late answer to an earlier question is none to this.
      switch (question, answer) {
      case (.piece(let digest, let offset), .piece(let its, let place, _)):
        return its == digest && place == offset ? answer : nil
      case (.piece, _), (_, .piece): return nil
      default: return answer
      }
    }
    guard let answer else { throw caller.refused ?? silence as any Error }
    return answer
  }

  private var silence: FetchError {
    FetchError(
      "no coordinator answered at \(endpoint) for \(timeout); is it running, and its port open?",
      isSilence: true)
  }
}

/// Words for people who wait for a file.
struct FetchProgress {
  private let file: OfferedFile
  private var said: Duration

  /// Nobody wonders before that.
  private static let pause = Duration.seconds(5)

  init(of file: OfferedFile, at now: Duration) {
    self.file = file
    said = now
  }

  /// How far it is; nil where that was said a moment ago, or all is there.
  mutating func words(after bytes: Int, at now: Duration) -> String? {
    guard now - said >= FetchProgress.pause, bytes < file.size else { return nil }
    said = now
    let name = file.place.split(separator: "/").last ?? ""
    let share = 100 * bytes / file.size
    return "bringing '\(name)' from the coordinator: \(share) % of \(file.size / 1000) kB"
  }
}

/// The reason why a file could not be brought over, in one sentence.
package struct FetchError: Error, CustomStringConvertible {
  /// The sentence without its capital and stop.
  package let description: String
  /// Whether nobody answered.
  package let isSilence: Bool

  init(_ description: String, isSilence: Bool = false) {
    self.description = description
    self.isSilence = isSilence
  }
}
