import Cluster
import Random

extension Storm {
  /// Puts a message on its way, as bytes when something happens to them.
  mutating func carry(
    _ envelope: Envelope, as arrival: (Envelope) -> Happening
  ) throws(Violation) {
    messages += 1
    if random.uniform() < weather.damage { return try damage(envelope) }
    for delay in weather.journey(&random) { agenda.note(arrival(envelope), at: now + delay) }
  }

  /// A damaged message is refused, and so as good as lost.
  mutating func damage(_ envelope: Envelope) throws(Violation) {
    var bytes = envelope.bytes
    bytes[random.integer(below: bytes.count)] ^= 1 << UInt8(random.integer(below: 8))
    sights.insert(.damage)
    if (try? Envelope(bytes: bytes)) != nil {
      throw Violation("a damaged message was read: \(envelope)")
    }
  }

  /// Trainings take seconds: some are done in this time, and some are not.
  private mutating func drawnGrace() -> Duration? {
    random.integer(below: 2) == 0 ? nil : .seconds(10) * random.uniform()
  }

  mutating func strike() throws(Violation) {
    guard !isCalm else { return }
    agenda.note(.misfortune, at: now + .seconds(6) * random.uniform())
    let index = random.integer(below: hosts.count)
    switch random.integer(below: halves ? 22 : 19) {
    case 0, 1, 2:
      if hosts[index].worker != nil { stop(index) }
    case 3, 4:
      hosts[index].isCutOff = (random.integer(below: 3) > 0, random.integer(below: 3) > 0)
    case 5, 6, 7:
      hosts[index].isCutOff = (false, false)
    case 8:
      if hosts[index].worker != nil {
        hosts[index].isDraining = true
        try tell(index, .drained)
      }
    case 9:
      if coordinator != nil { crash() }
    case 10:
      if random.integer(below: 3) == 0 { try tell(.drained(within: drawnGrace())) }
    case 11, 12:
      // As long as a lease, so that what was trained meanwhile comes while another trains it.
      hosts[index].isCutOff = (true, true)
      agenda.note(.hostIsBack(index), at: now + .seconds(25) + .seconds(10) * random.uniform())
    case 13:
      coordinatorWakes = now + .seconds(50) * random.uniform()
    case 14:
      if !isDiskFull {
        isDiskFull = true
        agenda.note(.diskHasRoom, at: now + .seconds(20) * random.uniform())
      }
    case 15:
      try extend()
    case 16:
      // A journal that falls behind: what is decided meanwhile waits, and so does all that follows.
      commitDelay = Storm.commitDelay + .seconds(6) * random.uniform() * random.uniform()
      sights.insert(.slowJournal)
    case 17:
      // Requests wait while nothing can be recorded.
      guard coordinator != nil, held.isEmpty else { break }
      sights.insert(.pause)
      try tell(.paused(true))
      agenda.note(.resumes, at: now + .seconds(20) * random.uniform())
    case 19, 20:
      alterCheckpoint()
    case 21:
      mixUpCheckpoints()
    default:
      commitDelay = Storm.commitDelay
      weather = .drawn(from: &random)
    }
  }
}
