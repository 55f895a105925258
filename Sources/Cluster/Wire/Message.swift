package import Sweeps
package import Trials

/// A message between the coordinator and a worker.
///
/// Both sides repeat whole sets with every beat, so that a lost, doubled or late message heals by
/// the next ones; nothing waits for any single message.
package enum Message: Hashable, Sendable {
  // A worker says:
  case hello(Hello)
  case beat(Beat)
  case report(Attempt, [Measurement])
  case result(Attempt, AttemptResult)
  /// The worker is going home and holds nothing.
  case bye

  /// A piece of the checkpoint that an attempt leaves. Needs no hello; it is of use and never needed.
  case checkpoint(Attempt, CheckpointPiece)

  /// The end of what an attempt in training has printed, as the coordinator asked. It changes nothing.
  case output(Attempt, PrintedOutput)

  /// A worker or a reader asks for files. Needs no hello, and changes nothing.
  case ask(FileQuestion)

  /// A request to the coordinator, in the words of `Control`. Needs no hello; asked
  /// again until it is answered, under the same number.
  case request(number: Int, String)

  // The coordinator says:
  case welcome(Welcome)
  case reject(Rejection)
  case beatAcknowledged(Orders)
  /// With what ends the attempt when it takes more.
  case assign(Attempt, EncodedAssignment, limits: TrialLimits)
  /// Sent after the result is on the disk, and not before.
  case resultAcknowledged(Attempt, Verdict)
  /// The answer about a file.
  case tell(FileAnswer)
  /// The coordinator's receipt for a piece of a checkpoint.
  case checkpointTaken(CheckpointReceipt)
  /// The answer to the request of this number.
  case answer(number: Int, String)
  /// Somebody looks at what an attempt in training prints.
  case outputWanted(Attempt)
}

/// A worker's first message when it comes, and when it comes back.
package struct Hello: Hashable, Sendable {
  /// The worker's facts, which the coordinator records with the session.
  package let worker: WorkerFacts
  /// The highest coordinator term it has seen; 0 at first.
  package let term: Int
  /// The attempts that it is still training, or holds ready.
  package let holding: [Attempt]

  /// - Parameter term: the highest coordinator term that the worker has seen; 0 at first.
  package init(worker: WorkerFacts, term: Int, holding: [Attempt]) {
    self.worker = worker
    self.term = term
    self.holding = holding
  }
}

/// A heartbeat: a sign of life, and all that the worker holds.
package struct Beat: Hashable, Sendable {
  /// The number of the last message of this session that it has seen.
  package let seen: Int
  /// All attempts that it trains or holds ready.
  package let holding: [Attempt]
  /// Takes nothing new and goes home when it is done.
  package let isDraining: Bool

  /// - Parameters:
  ///   - seen: the number of the last message of this session that the worker has seen.
  ///   - holding: all attempts that it trains or holds ready.
  package init(seen: Int, holding: [Attempt], isDraining: Bool) {
    self.seen = seen
    self.holding = holding
    self.isDraining = isDraining
  }
}

/// The answer to a hello that is welcome.
package struct Welcome: Hashable, Sendable {
  /// The coordinator's times, which the worker goes by from now on.
  package let timing: Timing
  /// The attempts that the worker should go on with, of all that it holds; the rest it drops.
  package let keep: [Attempt]

  /// - Parameter keep: the attempts that the worker should go on with; it drops all others.
  package init(timing: Timing, keep: [Attempt]) {
    self.timing = timing
    self.keep = keep
  }
}

/// The answer to a beat: all that the worker should hold.
package struct Orders: Hashable, Sendable {
  /// All attempts that the worker should hold; it drops any other.
  package let hold: [Attempt]
  /// Whether to finish what is in training, take nothing new, and go home.
  package let drain: Bool

  /// - Parameter drain: whether to finish what is in training, take nothing new, and go home.
  package init(hold: [Attempt], drain: Bool) {
    self.hold = hold
    self.drain = drain
  }
}

/// The reason why a message was not accepted.
package enum Rejection: String, Hashable, Sendable, CaseIterable {
  /// Nobody by this session is known: say hello.
  case unknownSession = "unknown session"
  /// There are as many workers as there can be: call again later.
  case full = "no room"
  /// The worker's key has as many workers, or as many slots, as it may have: call again later.
  case quota = "no room for this key"
  /// Coordinator and worker would not get the same numbers: the worker goes home.
  case otherSemantics = "other engine version"
  /// The two sides speak different versions of the protocol.
  case otherVersion = "other protocol version"
}

extension Rejection: CustomStringConvertible {
  /// A sentence without its capital and stop, for people at the worker, with a remedy.
  package var description: String {
    switch self {
    case .unknownSession: "the coordinator does not know this worker"
    case .full: "the coordinator has \(WireLimit.workers) workers, as many as it can have"
    case .quota:
      "the coordinator has no room for a further worker with this key; on its machine 'sweep keys list'"
        + " shows the slots of each key, and 'sweep keys limit NAME --slots N' changes them"
    case .otherSemantics, .otherVersion:
      "the coordinator has another version of sweep (\(rawValue)); 'sweep version' tells it"
    }
  }
}

/// How an attempt ended.
package enum AttemptResult: Hashable, Sendable {
  case outcome(EncodedOutcome, seconds: Double)
  case failure(Failure)
}

/// The coordinator's judgement of a result.
package enum Verdict: String, Hashable, Sendable, CaseIterable {
  /// The result is on the disk.
  case recorded
  /// The trial had a result, and this one is the same.
  case duplicate
  /// The trial had another result; both are kept, and somebody should look.
  case conflict
  /// Nothing of the kind was ever handed out to this worker.
  case unknown
}
