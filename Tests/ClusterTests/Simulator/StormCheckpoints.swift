import Cluster
import Hashing
import Random
import Sweeps
import Trials

/// The checkpoints that trials of a storm leave for those that go on from them: kept where no disk is waited
/// for, so that they are lost, cut short, altered and mixed up.
struct StormCheckpoints {
  struct File {
    let digest: Digest
    let size: Int
    var bytes: [UInt8]

    var isWhole: Bool { bytes.count == size }
  }

  /// One a trial.
  var files: [TrialID: File] = [:]

  /// The state of a training at its end: a function of the trial alone, as its numbers are.
  static func state(of trial: TrialID) -> [UInt8] { trial.digest.bytes + Array("the weights".utf8) }

  /// Takes in the next piece; one that comes out of its turn is as good as lost.
  mutating func take(_ piece: CheckpointPiece, of trial: TrialID) {
    var file = files[trial] ?? File(digest: piece.digest, size: piece.size, bytes: [])
    if file.digest != piece.digest {
      file = File(digest: piece.digest, size: piece.size, bytes: [])
    }
    if !file.isWhole, piece.offset == file.bytes.count { file.bytes += piece.bytes }
    files[trial] = file
  }
}

extension Storm {
  /// Hands on what a training leaves, where it ended before its end: in pieces, of which any may be lost.
  mutating func leaveCheckpoint(
    of attempt: Attempt, _ result: AttemptResult, from index: Int
  ) throws(Violation) {
    guard halves, case .outcome = result, let number = asked.number(of: attempt.trial),
      asked.trials[number].until != nil, !hosts[index].isCutOff.toCoordinator
    else { return }
    let bytes = StormCheckpoints.state(of: attempt.trial)
    let half = bytes.count / 2
    for part in [0..<half, half..<bytes.count] {
      let piece = CheckpointPiece(
        digest: Digest(of: bytes), size: bytes.count, offset: part.lowerBound,
        bytes: Array(bytes[part]))
      let envelope = Envelope(
        term: hosts[index].term, session: Session(number: UInt64(index + 1) << 56), sequence: 1,
        message: .checkpoint(attempt, piece))
      try carry(envelope) { .reachesCoordinator($0) }
    }
  }

  /// Takes in a piece of a checkpoint, where anybody may go on from it.
  mutating func takeCheckpoint(
    _ piece: CheckpointPiece, of attempt: Attempt
  ) throws(Violation) {
    guard let coordinator, coordinator.wantsCheckpoint(of: attempt, from: nil) else { return }
    // I16: of an attempt that was handed out, whatever is on its way to the disk.
    guard attempt.number <= disk.entry(attempt.trial).attempts else {
      throw Violation("a checkpoint of \(attempt) was taken, which was never handed out")
    }
    checkpoints.take(piece, of: attempt.trial)
  }

  /// Lets go of what nobody goes on from, as results are on the disk.
  mutating func dropCheckpoints(after entries: [JournalEntry]) {
    for case .finished(let attempt, _, _) in entries {
      if let earlier = coordinator?.trial(beforeTrialAt: attempt.trial) {
        checkpoints.files[earlier] = nil
      }
    }
  }

  /// The same when a coordinator begins.
  mutating func dropUselessCheckpoints() {
    guard let coordinator else { return }
    for trial in checkpoints.files.keys where coordinator.worth(ofCheckpointOf: trial) == nil {
      checkpoints.files[trial] = nil
    }
  }

  /// The checkpoint that a training goes on from: nil where none is whole, unaltered, and of the trial that
  /// it should be of.
  mutating func checkpoint(of earlier: TrialID, for index: Int) -> [UInt8]? {
    let isCutOff = hosts[index].isCutOff.toCoordinator || hosts[index].isCutOff.fromCoordinator
    guard let file = checkpoints.files[earlier], coordinator != nil, !isCutOff,
      random.uniform() >= weather.loss
    else {
      sights.insert(.checkpointLost)
      return nil
    }
    guard file.isWhole else {
      sights.insert(.checkpointCut)
      return nil
    }
    guard Digest(of: file.bytes) == file.digest else {
      sights.insert(.checkpointAltered)
      return nil
    }
    guard file.bytes.starts(with: earlier.digest.bytes) else {
      sights.insert(.checkpointOfAnother)
      return nil
    }
    sights.insert(.carriedOn)
    return file.bytes
  }

  /// The result of a training that goes on from the state it was given: another one, where that state is not
  /// the one that the trial before has left.
  func result(
    _ result: AttemptResult?, goingOnFrom state: [UInt8]?, of earlier: TrialID?
  ) -> AttemptResult? {
    guard let state, let earlier, state != StormCheckpoints.state(of: earlier),
      case .outcome(_, let seconds)? = result
    else { return result }
    return .outcome(EncodedOutcome(Fixture.outcome(-1)), seconds: seconds)
  }

  /// Changes a byte of a checkpoint, or cuts it.
  mutating func alterCheckpoint() {
    guard let trial = someCheckpoint() else { return }
    if random.integer(below: 3) == 0 {
      checkpoints.files[trial]?.bytes.removeLast()
    } else {
      let place = random.integer(below: StormCheckpoints.state(of: trial).count)
      if checkpoints.files[trial]?.bytes.indices.contains(place) == true {
        checkpoints.files[trial]?.bytes[place] ^= 1
      }
    }
  }

  /// Puts the checkpoint of one trial in the place of another's.
  mutating func mixUpCheckpoints() {
    guard let one = someCheckpoint(), let other = someCheckpoint() else { return }
    checkpoints.files[one] = checkpoints.files[other]
  }

  private mutating func someCheckpoint() -> TrialID? {
    let whole = checkpoints.files.filter { $0.value.isWhole }.keys
      .sorted { $0.digest < $1.digest }
    return whole.isEmpty ? nil : whole[random.integer(below: whole.count)]
  }
}
