/// Jobs that are wanted of a scheduler: the same program many times, each with a number of its own.
package struct JobRequest: Hashable, Sendable {
  package let name: String
  /// The numbers of the jobs; the program finds its own in `$index`.
  package var indices: ClosedRange<Int>
  /// Processors of each, on one node.
  package var processors: Int
  /// How long one may take.
  package var time: Duration?
  package var partition: String?
  package var account: String?
  /// What else a node must be, in the scheduler's words.
  package var constraint: String?
  /// What else each needs, such as `gpu:1`.
  package var resources: String?
  /// How many may run at a time; nil for all.
  package var maximumRunning: Int?
  /// Where what they print is kept; a folder.
  package var logs: String
  /// What each does: lines for `sh`.
  package var body: String

  package init(
    name: String, indices: ClosedRange<Int>, processors: Int, time: Duration? = nil,
    partition: String? = nil, account: String? = nil, constraint: String? = nil,
    resources: String? = nil, maximumRunning: Int? = nil, logs: String, body: String
  ) {
    self.name = name
    self.indices = indices
    self.processors = processors
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

extension Duration {
  /// As schedulers write it: `26:03:00`, rounded up to a second.
  var clockTime: String {
    let seconds = Int((self / .seconds(1)).rounded(.up))
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
  }
}
