import Processes
package import Trials

extension PrintedOutput {
  /// The end of what the program of an attempt has printed so far, in whole lines.
  ///
  /// - Parameter attempts: the folder of all attempts.
  /// - Returns: nil where it has printed none, or is not of a program.
  package init?(of attempt: Attempt, in attempts: String) {
    let path = "\(attempts)/\(attempt.trial)/\(attempt.number)/\(MetricSources.outputFile)"
    guard let size = FileStamp(of: path)?.size, let file = try? RegularFile(path) else {
      return nil
    }
    let offset = max(0, size - PrintedOutput.limit)
    guard let bytes = try? file.bytes(from: offset, upTo: PrintedOutput.limit) else { return nil }
    self.init(size: offset + bytes.count, last: bytes)
  }
}
