import Cluster
import Hashing
package import Processes

/// Files that others may have from the coordinator, in pieces: those that trainings read, and the
/// results.
///
/// A piece is read when it is asked for, and everybody waits for its own: what travels is bounded by
/// who asks, and beats go between.
package struct Shelf: Sendable {
  /// A file here that is offered elsewhere.
  package struct Item: Sendable {
    let offer: OfferedFile
    let path: String

    /// Reads the file, for its hash.
    ///
    /// - Parameter place: where it belongs elsewhere.
    package init(_ path: String, place: String) throws(SystemError) {
      let bytes = try Folder.contents(of: path)
      offer = OfferedFile(place: place, size: bytes.count, digest: Digest(of: bytes))
      self.path = path
    }
  }

  private let data: [Item]
  private let copies: ResultsCopies

  /// - Parameters:
  ///   - data: what trainings read.
  ///   - results: the path of the results file.
  init(data: [Item], results: String) {
    self.data = data
    copies = ResultsCopies(of: results)
  }

  /// Answers who wants files.
  ///
  /// - Parameter mayRead: whether results are for them.
  func answer(_ question: FileQuestion, mayRead: Bool) -> FileAnswer {
    switch question {
    case .data: return .offer(data.map(\.offer))
    case .results where mayRead: return copies.answer()
    case .results:
      return .refusal(
        "a worker's key opens no results; 'sweep keys new NAME --role reader', there, makes one that does"
      )
    case .piece(let digest, let offset):
      let path =
        data.first { $0.offer.digest == digest }?.path ?? (mayRead ? copies.path(of: digest) : nil)
      let bytes = path.flatMap {
        try? Folder.bytes(at: $0, from: offset, upTo: WireLimit.piece)
      }
      return .piece(digest, offset: offset, bytes ?? [])
    }
  }
}
