import Cluster
import Processes
import Trials

/// Files that others may have from the coordinator, in pieces: those that trainings read, and the
/// results.
///
/// A piece is read when it is asked for, and everybody waits for its own: what travels is bounded by
/// who asks, and beats go between.
struct FileServer: Sendable {
  private let data: [ServedFile]
  private let copies: ResultsCopies

  /// - Parameters:
  ///   - data: the files that trainings read.
  ///   - results: the path of the results file.
  init(data: [ServedFile], results: String) {
    self.data = data
    copies = ResultsCopies(of: results)
  }

  /// Answers a client that wants files.
  ///
  /// - Parameters:
  ///   - mayRead: whether results are for them.
  ///   - checkpoints: the checkpoints that trials have left; nil where none does.
  func answer(
    _ question: FileQuestion, mayRead: Bool, checkpoints: CheckpointFolder? = nil,
    at now: Duration = .zero
  ) -> FileAnswer {
    switch question {
    case .data: return .offer(data.map(\.offer))
    case .results where mayRead: return copies.answer()
    case .results:
      return .refusal(
        "a worker's key opens no results; 'sweep keys new NAME --role reader', there, makes one that does"
      )
    case .checkpoint(let trial): return checkpoints?.answer(about: trial, at: now) ?? .offer([])
    case .piece(let digest, let offset):
      if let bytes = checkpoints?.piece(of: digest, from: offset) {
        return .piece(digest, offset: offset, bytes)
      }
      let path =
        data.first { $0.offer.digest == digest }?.path ?? (mayRead ? copies.path(of: digest) : nil)
      let bytes = path.flatMap {
        try? Folder.bytes(at: $0, from: offset, upTo: WireLimit.piece)
      }
      return .piece(digest, offset: offset, bytes ?? [])
    }
  }
}
