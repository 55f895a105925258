import Random

/// How bad a network and its hosts are.
struct Weather {
  /// Shares of messages, from 0 to 1.
  var loss = 0.0
  var doubling = 0.0
  var damage = 0.0
  /// The share of messages that come seconds late, and so after others.
  var straying = 0.0
  /// The longest way that a message usually takes.
  var delay = Duration.milliseconds(5)
  /// The share of commits around which the coordinator dies.
  var crashes = 0.0

  static let calm = Weather()

  /// Anything between a good day and a very bad one.
  static func drawn(from random: inout RandomStream) -> Weather {
    Weather(
      loss: 0.4 * random.uniform() * random.uniform(), doubling: 0.3 * random.uniform(),
      damage: 0.02 * random.uniform(), straying: 0.1 * random.uniform(),
      delay: .milliseconds(1 + random.integer(below: 300)), crashes: 0.02 * random.uniform())
  }

  /// When the copies of a message arrive, counted from now; none when it is lost.
  func journey(_ random: inout RandomStream) -> [Duration] {
    guard random.uniform() >= loss else { return [] }
    return (0..<(random.uniform() < doubling ? 2 : 1)).map { _ in
      let isStray = random.uniform() < straying
      return (isStray ? .seconds(8) : delay) * random.uniform()
    }
  }
}
