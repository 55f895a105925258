import Processes

/// Jobs that are wanted of a scheduler: the same program many times, each with a number of its own.
package struct JobRequest: Hashable, Sendable {
  /// The name that the scheduler lists all of them under, such as `sweep-mnist`.
  package let name: String
  /// The numbers of the jobs; the program finds its own in `$index`.
  package var indices: ClosedRange<Int>
  /// How much they are above the scheduler's, which may not go as high.
  var offset = 0
  /// Processors of each, on one node.
  package var processors: Int
  /// Bytes of memory of each; nil asks for none.
  package var memory: Int?
  /// GPUs of each; 0 asks for none, and so does any number where `resources` names GPUs.
  package var gpus: Int
  /// How long one may take.
  package var time: Duration?
  /// The partition, or the queue of schedulers that have those; nil for the scheduler's default.
  package var partition: String?
  /// The account that pays; nil for the user's default.
  package var account: String?
  /// Further features that a node must have, in the scheduler's words.
  package var constraint: String?
  /// Further resources that each needs, such as `gpu:1`.
  package var resources: String?
  /// How many may run at a time; nil for all.
  package var maximumRunning: Int?
  /// Further directives in the scheduler's own words, such as `--qos=high`; a line each.
  package var directives: [String]
  /// The set-up before anything else, such as `module load cuda`; lines for the shell.
  package var setup: [String]
  /// The folder in which their output is kept.
  package var logs: String
  /// The work of each: lines for `sh`.
  package var body: String
  /// How the path of a file begins in which a job that can do nothing leaves its reason; its number ends
  /// it. Nil where nobody looks.
  package var inabilities: String?

  /// Makes a request of its parts; what is left out is not asked for.
  package init(
    name: String, indices: ClosedRange<Int>, processors: Int, memory: Int? = nil, gpus: Int = 0,
    time: Duration? = nil, partition: String? = nil, account: String? = nil,
    constraint: String? = nil, resources: String? = nil, maximumRunning: Int? = nil,
    directives: [String] = [], setup: [String] = [], logs: String, body: String,
    inabilities: String? = nil
  ) {
    self.inabilities = inabilities
    self.name = name
    self.indices = indices
    self.processors = processors
    self.memory = memory
    self.gpus = gpus
    self.directives = directives
    self.setup = setup
    self.time = time
    self.partition = partition
    self.account = account
    self.constraint = constraint
    self.resources = resources
    self.maximumRunning = maximumRunning
    self.logs = logs
    self.body = body
  }
}

extension JobRequest {
  /// The numbers that the scheduler gives the jobs, before it adds what it counts from.
  var ownIndices: ClosedRange<Int> {
    indices.lowerBound - offset...indices.upperBound - offset
  }

  /// The same jobs in requests of at most so many, each with numbers from 0.
  func parts(of count: Int) -> [JobRequest] {
    stride(from: indices.lowerBound, through: indices.upperBound, by: count).map { first in
      var part = self
      part.indices = first...min(first + count - 1, indices.upperBound)
      part.offset = first
      return part
    }
  }

  /// The prefix that tells the logs of jobs with the same number of the scheduler's apart.
  var logPrefix: String { offset == 0 ? "" : "\(offset)+" }

  /// The shell that reads the script. Set-up lines may call what a login shell has, such as `module`.
  var shell: String { setup.isEmpty ? "/bin/sh" : "/bin/bash -l" }

  /// The generic resources (Slurm's word): the GPUs, unless `resources` names them, and `resources`.
  var gres: String? {
    let all = [unnamedGPUs > 0 ? "gpu:\(unnamedGPUs)" : "", resources ?? ""].filter { !$0.isEmpty }
    return all.isEmpty ? nil : all.joined(separator: ",")
  }

  /// The GPUs that are asked for by their number, as `resources` names none.
  var unnamedGPUs: Int { (resources ?? "").contains("gpu") ? 0 : gpus }

  /// The memory in mebibytes, rounded up.
  var mebibytes: Int? { memory.map { ($0 + (1 << 20) - 1) >> 20 } }

  /// The variable with the path of a job's own file among `inabilities`.
  package static let inabilityVariable = "SWEEP_INABILITY"

  /// The lines before the body: where to leave a reason, and the set-up lines; a job in which one fails
  /// does not go on without what it was to bring.
  var preamble: String {
    let variable = JobRequest.inabilityVariable
    let place = inabilities.map { "export \(variable)=\($0.shellQuoted)\"$index\"\n" } ?? ""
    let told = inabilities == nil ? "" : " | tee \"$\(variable)\""
    return setup.reduce(into: place) { text, line in
      let words = "the set-up line failed: \(line)".shellQuoted
      text += "\(line) || { echo \(words)\(told) >&2; exit 69; }\n"
    }
  }
}

extension Duration {
  /// As schedulers write it: `26:03:00`, rounded up to a second.
  var clockTime: String {
    let seconds = Int((self / .seconds(1)).rounded(.up))
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
  }
}
