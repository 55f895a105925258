import FoundationEssentials
import Testing

/// Compares a text with the file of this name in `Snapshots`, beside the tests.
///
/// With `SWEEP_UPDATE_SNAPSHOTS=1` in the environment the files are written instead: look at the
/// difference before it is committed.
func expectSnapshot(
  _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "Snapshots/\(name)")
  if ProcessInfo.processInfo.environment["SWEEP_UPDATE_SNAPSHOTS"] == "1" {
    try text.write(to: file, atomically: true, encoding: .utf8)
  }
  let expected = try String(contentsOf: file, encoding: .utf8)
  #expect(text == expected, "\(name) differs", sourceLocation: sourceLocation)
}
