extension Duration {
  /// The duration in its two largest units, as people say it: `45s`, `1m 05s`, `2h 05m`, `3d 04h`.
  ///
  /// Rounded to the smaller unit; a negative one counts as none.
  package var text: String {
    let seconds = Int(clamping: seconds.rounded(.toNearestOrAwayFromZero))
    let minutes = Int(clamping: (Double(seconds) / 60).rounded(.toNearestOrAwayFromZero))
    let hours = Int(clamping: (Double(seconds) / 3600).rounded(.toNearestOrAwayFromZero))
    func pair(_ number: Int, _ size: Int, _ large: String, _ small: String) -> String {
      "\(number / size)\(large) \(number % size < 10 ? "0" : "")\(number % size)\(small)"
    }
    return if seconds < 60 {
      "\(seconds)s"
    } else if seconds < 3600 {
      pair(seconds, 60, "m", "s")
    } else if minutes < 24 * 60 {
      pair(minutes, 60, "h", "m")
    } else {
      pair(hours, 24, "d", "h")
    }
  }

  /// Makes a duration of at most ten thousand years: a worker may report what it likes, and `Duration`
  /// traps on what it cannot hold.
  package static func seconds(clamping seconds: Double) -> Duration {
    .seconds(seconds < 3e11 ? max(seconds, -3e11) : 3e11)
  }

  /// The duration in seconds; a negative one counts as none.
  var seconds: Double {
    max(0, Double(components.seconds) + Double(components.attoseconds) * 1e-18)
  }
}

extension Int {
  /// The number nearest to a double that may be too large, or no number at all.
  fileprivate init(clamping number: Double) {
    self = Int(exactly: number) ?? (number > 0 ? .max : 0)
  }
}
