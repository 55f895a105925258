import Cluster
import Hashing
import Processes

/// Brings the data that a training reads and this host lacks, from the coordinator through the worker that
/// started this process: a worker of a queue comes to sweeps that were not there when it started.
struct RunnerData {
  private let pipe: MessagePipe
  private let download: DatasetDownload

  /// Timeout for a reply; the worker always replies.
  private static let timeout = Duration.seconds(20)

  init(_ pipe: MessagePipe, _ download: DatasetDownload) {
    self.pipe = pipe
    self.download = download
  }

  /// Brings all that is on offer and is not here. What fails is not brought: the training says what it lacks.
  ///
  /// - Returns: whether anything was brought, or another process has brought it meanwhile.
  func bring() -> Bool {
    let lacking = offers().filter { download.place(of: $0) != nil }
    guard !lacking.isEmpty, let root = download.root else { return false }
    do {
      // Several runners may lack the same; one brings it, and the others find it there.
      let lock = try Folder(root).awaitLock("fetching")
      defer { withExtendedLifetime(lock) {} }
      for offer in lacking {
        guard let place = download.place(of: offer) else { continue }
        _ = try Folder(Path.parent(of: place))
        guard try bring(offer, to: place) else { return false }
      }
      return true
    } catch {
      return false
    }
  }

  private func offers() -> [OfferedFile] {
    pipe.ask(.ask(.data), for: Self.timeout) { message in
      if case .tell(.offer(let files)) = message { files } else { nil }
    } ?? []
  }

  private func bring(_ file: OfferedFile, to path: String) throws -> Bool {
    let part = "\(path).\(String("\(file.digest)".prefix(12))).part"
    var draft = try Draft(at: part, upTo: file.size)
    while draft.size < file.size {
      let offset = draft.size
      let piece: [UInt8]? = pipe.ask(
        .ask(.piece(file.digest, offset: offset)), for: Self.timeout
      ) { message in
        guard case .tell(.piece(file.digest, offset, let bytes)) = message else { return nil }
        return bytes
      }
      guard let piece, !piece.isEmpty else { return false }
      try draft.append(piece)
    }
    guard try Digest(of: WholeFile.bytes(at: part)) == file.digest else {
      draft.discard()
      return false
    }
    try draft.finish(as: path)
    return true
  }
}
