import Glibc
import Testing

/// Waits until something is so; what never comes is a failed test and not a hung one.
func waitUntil(
  within limit: Duration = .seconds(60), sourceLocation: SourceLocation = #_sourceLocation,
  _ isSo: () throws -> Bool
) throws {
  let deadline = ContinuousClock.now + limit * Sanitizer.patience
  while try !isSo() {
    let isInTime = ContinuousClock.now < deadline
    try #require(isInTime, "waited in vain", sourceLocation: sourceLocation)
    usleep(10_000)
  }
}
