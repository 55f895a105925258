import Processes

/// What was read in some folders, read again only where something may have come or gone in them.
///
/// Their stamps say so, unless two changes fall on one tick of the file system's clock: stamps are
/// believed once the folders were read some time after these were first seen.
struct FolderCache<Content> {
  private var known: (stamps: [FolderStamp], since: ContinuousClock.Instant, content: Content)?
  /// Whether the folders are not read as long as their stamps stay the same.
  private(set) var isSettled = false

  /// Longer than a tick of any clock that tells parts of a second; of others, no stamp is believed.
  private let tick = Duration.milliseconds(100)

  /// What was read in the folders, where they are as they were; else what is read now.
  mutating func content<Failed: Error>(
    _ stamps: [FolderStamp], read: () throws(Failed) -> Content
  ) throws(Failed) -> Content {
    let before = known.flatMap { $0.stamps == stamps ? $0 : nil }
    if let before, isSettled { return before.content }
    // Not to be believed, should it not be read to the end.
    (known, isSettled) = (nil, false)
    let now = ContinuousClock.now
    let content = try read()
    known = (stamps, before?.since ?? now, content)
    isSettled = now - (before?.since ?? now) >= tick && stamps.allSatisfy(\.isFine)
    return content
  }
}
