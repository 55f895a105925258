/// An event in the trials of a sweep, as the coordinator has it recorded.
///
/// Every decision and every fact learned is one entry; everything that is shown is a fold over them. Trials
/// go by their number in the plan, workers by the session of their stay. Long and rare values lie apart,
/// so that the others are short.
package enum JournalEntry: Hashable, Sendable {
  /// A worker came, or came back, with the key of a peer where keys are asked for.
  indirect case joined(Session, WorkerFacts, as: Peer?)
  /// A worker went; its attempts are ended one by one.
  case left(Session)
  case leased(NumberedAttempt, to: Session)
  /// A worker came back with an attempt that had been given up, or that an earlier stay of it began.
  case adopted(NumberedAttempt, by: Session)
  case measured(NumberedAttempt, [Measurement])
  /// The outcome becomes the trial's result: the first, and the only one.
  case finished(NumberedAttempt, DecodedOutcome, seconds: Double)
  /// The trial had another result already; this one is kept aside.
  case conflicted(NumberedAttempt, DecodedOutcome, seconds: Double)
  /// The attempt failed; the trial is given up with it when that is final.
  indirect case failed(NumberedAttempt, Failure, isFinal: Bool)
  /// The worker fell silent.
  case lost(NumberedAttempt)
  /// The worker did not get to it, and nobody is to blame.
  case returned(NumberedAttempt)
  /// The worker, or another of its host, has failed trial after trial that others could complete.
  case quarantined(Session)
  /// A trial that was given up is open again, and its failures do not count any more.
  case reopened(trial: Int)
  /// Workers of this host are as good as others again.
  case trusted(host: String)
  /// A race asks for the trials of a block from now on.
  indirect case dealt(Deal)
  /// A race has decided who gets no further block.
  indirect case judged(RaceVerdict)
  /// A configuration that had left a race, or could, stays in it.
  case kept(configuration: Int)
  /// The workers of this host that are there finish what they train, and go.
  case drained(host: String)
  /// No training begins from now on, or trainings begin again.
  case paused(Bool)
  /// Somebody wrote about a sweep or a configuration.
  indirect case annotated(Annotation)
}
