package import Processes

/// A scheduler of other people's: three commands, and the words it has for what a job needs.
///
/// Where, when and for whom jobs run is its own to decide.
package struct Scheduler: Sendable {
  /// As people type it: `slurm`.
  package let name: String
  /// The variable in which a job finds its number.
  let indexVariable: String
  /// The number that the scheduler adds to ours: some count from 1.
  let firstIndex: Int
  /// Lines that say what a job needs; they begin the script.
  let directives: @Sendable (JobRequest) -> [String]
  /// Takes a script on standard input, prints an identifier.
  let submit: [String]
  /// The identifier in what `submit` printed; nil when there is none.
  let identifier: @Sendable (String) -> String?
  /// Shows the jobs of an identifier.
  let list: @Sendable (_ identifier: String) -> [String]
  /// How it stands with each, from what `list` printed.
  let entries: @Sendable (_ text: String, _ identifier: String) -> [JobEntry]
  /// Ends jobs: those of an identifier, or one of them.
  let cancel: @Sendable (_ identifier: String, _ index: Int?) -> [String]
  /// How it refuses arrays that are too large, and tells how large they may be; nil where it takes all
  /// that anybody asks for here.
  var arrayLimit: ArrayLimit?
  /// The words with which it refuses, and the sentences to tell people instead.
  let complaints: [(words: String, sentence: String)]

  /// All schedulers that there are words for, in the order in which they are listed for people.
  package static let all = [slurm, pbs, gridEngine]

  /// The whole script of a request.
  package func script(for request: JobRequest) -> String {
    let shift =
      (firstIndex == 0 ? "" : " - \(firstIndex)")
      + (request.offset == 0 ? "" : " + \(request.offset)")
    let fallback = request.ownIndices.lowerBound + firstIndex
    return (["#!\(request.shell)"] + directives(request)).joined(separator: "\n") + """

      # A job that is no part of an array has no number of its own.
      case "${\(indexVariable):-}" in
      '' | undefined) index=\(fallback) ;;
      *) index=$\(indexVariable) ;;
      esac
      index=$((index\(shift)))
      \(request.preamble)\(request.body)
      """
  }

  /// Hands in a request, in several arrays where one may not have as many jobs.
  ///
  /// - Parameter note: is told each as soon as it is queued: what nobody knows of would wait for ever.
  package func submit(_ request: JobRequest, note: (JobRecord) throws -> Void) throws {
    let identifier: String
    do throws(SchedulerError) {
      identifier = try submit(request)
    } catch {
      guard let arrayLimit, error.refusal == arrayLimit.refusal,
        let settings = try? perform(arrayLimit.command),
        let limit = arrayLimit.read(in: settings), limit > 0,
        request.ownIndices.upperBound >= limit
      else { throw error }
      for part in request.parts(of: limit) {
        try note(record(of: part, try submit(part)))
      }
      return
    }
    try note(record(of: request, identifier))
  }

  private func record(of request: JobRequest, _ identifier: String) -> JobRecord {
    JobRecord(
      scheduler: name, identifier: identifier, indices: request.indices, offset: request.offset)
  }

  /// Hands in a request; gives what the scheduler calls it.
  private func submit(_ request: JobRequest) throws(SchedulerError) -> String {
    let said: String
    do throws(SchedulerError) {
      said = try perform(submit, reading: Array(script(for: request).utf8))
    } catch let refusal {
      // Grid Engine may refuse a job, and queue it: it would wait there for ever.
      guard let identifier = refusal.queued else { throw refusal }
      do throws(SchedulerError) {
        try cancel(identifier)
      } catch {
        throw SchedulerError(
          "\(refusal); job \(identifier) is queued all the same and could not be taken back (\(error)):"
            + " take it back by hand", isFinal: true)
      }
      throw refusal
    }
    guard let identifier = identifier(said) else {
      throw SchedulerError("\(submit[0]) did not say what it calls the jobs: '\(said)'")
    }
    return identifier
  }

  /// How it stands with jobs that were handed in; those that the scheduler has forgotten are left out.
  package func entries(of record: JobRecord) throws(SchedulerError) -> [JobEntry] {
    let text: String
    do throws(SchedulerError) {
      text = try perform(list(record.identifier))
    } catch {
      guard error.isForgotten else { throw error }
      return []
    }
    return entries(text, record.identifier).map {
      JobEntry(
        index: $0.index - firstIndex + record.offset, state: $0.state, reason: $0.reason)
    }
  }

  /// Ends all jobs that were handed in together, or one; those that have ended are none of our
  /// business.
  package func cancel(_ record: JobRecord, index: Int? = nil) throws(SchedulerError) {
    try cancel(record.identifier, index: index.map { $0 - record.offset })
  }

  private func cancel(_ identifier: String, index: Int? = nil) throws(SchedulerError) {
    do throws(SchedulerError) {
      _ = try perform(cancel(identifier, index.map { $0 + firstIndex }))
    } catch {
      guard error.isForgotten else { throw error }
    }
  }

  private func perform(
    _ words: [String], reading input: [UInt8] = []
  ) throws(SchedulerError) -> String {
    let command = Command(
      words[0], arguments: Array(words.dropFirst()), environment: CurrentProcess.environment)
    let said: CommandOutput
    do throws(SystemError) {
      said = try command.output(reading: input, within: .seconds(60))
    } catch {
      throw SchedulerError(
        "there is no '\(words[0])' on this machine; do this where \(name) takes jobs", cause: error,
        isFinal: !SystemError.isTemporary(error.code))
    }
    guard said.status == .exited(0) else {
      throw complaint(said.errors + said.output, of: words[0])
    }
    return said.output
  }

  private func complaint(_ text: String, of command: String) -> SchedulerError {
    let isForgotten = ["Invalid job id", "Unknown Job Id", "do not exist", "does not exist"]
      .contains { text.contains($0) }
    let queued = Scheduler.identifierOfRefused(text)
    if let known = complaints.first(where: { text.contains($0.words) }) {
      return SchedulerError(
        known.sentence, isForgotten: isForgotten,
        isFinal: !Scheduler.passing.contains(known.words),
        mayPass: Scheduler.passing.contains(known.words), queued: queued, refusal: known.words)
    }
    let line = text.split(whereSeparator: \.isNewline).first.map(String.init)
    return SchedulerError(
      "\(command): \(line ?? "it failed without a word")", isForgotten: isForgotten, queued: queued)
  }

  /// The refusals of a scheduler that may be otherwise the next time.
  private static let passing: Set<String> = ["Unable to contact slurm controller"]

  /// `Your job 12 ("w1") has been submitted`, `Your job-array 12.1-3:1 ("w1") has been submitted`.
  static func identifierOfRefused(_ text: String) -> String? {
    for line in text.split(whereSeparator: \.isNewline) where line.contains("has been submitted") {
      let words = line.split(separator: " ")
      guard let place = words.firstIndex(where: { $0 == "job" || $0 == "job-array" }),
        words.indices.contains(place + 1)
      else { continue }
      let number = words[place + 1].prefix { $0.isNumber }
      if !number.isEmpty { return String(number) }
    }
    return nil
  }
}

/// How large an array of jobs may be.
struct ArrayLimit: Sendable {
  /// The words with which the scheduler refuses one that is too large.
  let refusal: String
  /// Prints a line `setting = number` among others; numbers of jobs count from 0 and stay below it.
  let command: [String]
  let setting: String

  /// The number in what the command printed.
  func read(in text: String) -> Int? {
    for line in text.split(whereSeparator: \.isNewline) {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "=" })
      if words.count == 2, words[0] == setting[...] { return Int(words[1]) }
    }
    return nil
  }
}

/// The refusal of a scheduler, in one sentence.
package struct SchedulerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The sentence that people are told, without a full stop at its end.
  package let description: String
  /// Whether the scheduler no longer knows the job.
  let isForgotten: Bool
  /// The error of the system that kept its command from being started; nil where it was started.
  package let cause: SystemError?
  /// Whether it would say the same the next time.
  package let isFinal: Bool
  /// Whether it is known to say something else another time.
  package let mayPass: Bool
  /// The identifier of the jobs that it refused and queued all the same.
  let queued: String?
  /// The words of the known complaint that it was; nil for any other.
  let refusal: String?

  init(
    _ description: String, isForgotten: Bool = false, cause: SystemError? = nil,
    isFinal: Bool = false, mayPass: Bool = false, queued: String? = nil, refusal: String? = nil
  ) {
    self.refusal = refusal
    self.description = description
    self.isForgotten = isForgotten
    self.cause = cause
    self.isFinal = isFinal
    self.mayPass = mayPass
    self.queued = queued
  }
}
