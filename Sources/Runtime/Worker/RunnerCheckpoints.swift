import Cluster
import Hashing
import Training
import Trials

/// Brings the checkpoint that a trial may go on from, and hands on the one that it leaves: through the worker
/// that started this process, piece by piece.
///
/// The first piece goes before the result, so that the coordinator knows of it when it decides who goes
/// on; the rest goes behind. Nothing here fails: what takes too long, or is not what it should be, is done
/// without.
final class RunnerCheckpoints: CheckpointExchange {
  private let pipe: MessagePipe
  private let attempt: Attempt
  private let clock = SystemClock()
  /// The checkpoint that is still to be handed on, and how much of it has been.
  private var unsent: (bytes: [UInt8], digest: Digest, taken: Int)?

  /// Timeout for a reply; the worker always replies.
  private static let timeout = Duration.seconds(20)
  /// Timeout for receiving or sending a checkpoint.
  private static let transferTimeout = Duration.seconds(30)

  init(_ pipe: MessagePipe, for attempt: Attempt) { (self.pipe, self.attempt) = (pipe, attempt) }

  func checkpoint(of trial: TrialID) -> [UInt8]? {
    guard let file = offer(of: trial), (1...WireLimit.checkpoint).contains(file.size) else {
      return nil
    }
    var bytes: [UInt8] = []
    while bytes.count < file.size {
      let offset = bytes.count
      let piece: [UInt8]? = pipe.ask(
        .ask(.piece(file.digest, offset: offset)), for: Self.timeout
      ) { message in
        guard case .tell(.piece(let digest, let place, let bytes)) = message else { return nil }
        return digest == file.digest && place == offset ? bytes : nil
      }
      guard let piece, !piece.isEmpty else { return nil }
      bytes += piece
    }
    return bytes.count == file.size && Digest(of: bytes) == file.digest ? bytes : nil
  }

  /// Where it is to be had; nil where it is not, or does not get there in time.
  private func offer(of trial: TrialID) -> OfferedFile? {
    let end = clock.now + Self.transferTimeout
    while true {
      let answer: FileAnswer? = pipe.ask(.ask(.checkpoint(trial)), for: Self.timeout) { message in
        guard case .tell(let answer) = message else { return nil }
        switch answer {
        case .offer(let files):
          return files.allSatisfy { $0.place == "\(trial.digest)" } ? answer : nil
        case .soon, .refusal: return answer
        case .piece: return nil
        }
      }
      guard case .soon? = answer, clock.now < end else {
        if case .offer(let files)? = answer { return files.first }
        return nil
      }
      pipe.wait(upTo: .milliseconds(50))
    }
  }

  /// Begins the upload of a checkpoint: its first piece goes before the trial's result.
  func keep(_ checkpoint: [UInt8]) {
    guard checkpoint.count <= WireLimit.checkpoint else { return }
    unsent = (checkpoint, Digest(of: checkpoint), 0)
    sendPiece()
  }

  /// Uploads the rest of the checkpoint, once the result is on its way.
  func finish() {
    let end = clock.now + Self.transferTimeout
    while unsent != nil, clock.now < end { sendPiece() }
    unsent = nil
  }

  private func sendPiece() {
    guard let (bytes, digest, taken) = unsent else { return }
    let piece = CheckpointPiece(
      digest: digest, size: bytes.count, offset: taken,
      bytes: Array(bytes[taken..<min(taken + WireLimit.piece, bytes.count)]))
    let receipt: CheckpointReceipt? = pipe.ask(
      .checkpoint(attempt, piece), for: Self.timeout
    ) { message in
      guard case .checkpointTaken(let receipt) = message else { return nil }
      return receipt.digest == digest ? receipt : nil
    }
    guard let taken = receipt?.taken, taken < bytes.count else {
      unsent = nil
      return
    }
    unsent?.taken = taken
  }
}
