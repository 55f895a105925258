import Processes
import Results
import Store

extension SweepReader {
  /// Opens the file that the command line names, at the sweep that it names.
  init(_ arguments: Arguments) throws {
    BusyLine.say("reading '\(arguments.resultsPath)'")
    try self.init(path: arguments.resultsPath, name: arguments.text(.sweep))
  }
}

extension Arguments {
  /// The sweeps that the operands name, or the one of `--sweep` and `--results`.
  func recordedSweeps() throws -> [SweepReader] {
    guard !operands.isEmpty else { return [try SweepReader(self)] }
    guard !has(.sweep) else {
      throw UserError("name sweeps as operands or one with --sweep, not both")
    }
    let known = try SweepName.known { try ResultsReader(at: resultsPath) }
    return try operands.map { try recordedSweep($0, known) }
  }

  /// The sweep that an operand names, or where it is not there, the one of `--sweep` and `--results`.
  ///
  /// - Parameter place: of the operand, among those of a command that is about one sweep.
  func recordedSweep(at place: Int) throws -> SweepReader {
    guard operands.count > place else { return try SweepReader(self) }
    guard operands.count == place + 1 else {
      throw UserError(
        "this is about one sweep, and \(operands[place...].joined(separator: " and ")) are named; 'sweep"
          + " table' and 'sweep compare' take several, and 'sweep merge' makes one file of several")
    }
    guard !has(.sweep) else {
      throw UserError("name the sweep as an operand or with --sweep, not both")
    }
    return try recordedSweep(
      operands[place], SweepName.known { try ResultsReader(at: resultsPath) })
  }

  private func recordedSweep(_ operand: String, _ known: Set<String>) throws -> SweepReader {
    let name = SweepName(operand, isKnown: known.contains)
    let path = name.file ?? resultsPath
    BusyLine.say("reading '\(path)'")
    return try SweepReader(path: path, name: name.rest.isEmpty ? nil : name.rest)
  }
}
