/// Slurm's one-word reasons in words, where the word alone tells people little: those of `squeue(1)`,
/// "JOB REASON CODES".
enum SlurmReasons {
  private static let words: [String: String] = [
    "JobLaunchFailure": "its script could not be started, or was ended by a signal; see its log",
    "launch failed requeued held":
      "its script could not be started and it is held: 'scontrol release' lets it try again",
    "RaisedSignal": "it was ended by a signal; see its log",
    "NonZeroExitCode": "it ended with an error; see its log",
    "TimeLimit": "its time was up",
    "OutOfMemory": "it took more memory than it asked for",
    "NodeDown": "its node is down",
    "BadConstraints": "no node has what it asks for",
    "PartitionNodeLimit": "it asks for more nodes than the partition allows",
    "PartitionTimeLimit": "it asks for more time than the partition allows",
    "PartitionDown": "the partition takes no jobs at present",
    "PartitionInactive": "the partition starts no jobs at present",
    "ReqNodeNotAvail": "a node that it needs is not available, or kept free for maintenance",
    "JobHeldUser": "it is held; 'scontrol release' lets it go",
    "JobHeldAdmin": "it is held by an administrator",
    "JobArrayTaskLimit": "as many of its array run as may at a time",
  ]

  /// The words, with Slurm's own for those who search for it; any other reason as it is.
  static func said(_ reason: String) -> String {
    let word = reason.prefix { $0 != "," }
    if let words = words[reason] ?? words[String(word)] { return "\(reason): \(words)" }
    // Limits of accounts and of qualities of service have a word each, by the hundred.
    let isLimit =
      ["Assoc", "QOS", "MaxJobs"].contains { reason.hasPrefix($0) } && reason.contains("Limit")
      || reason.hasPrefix("AssocGrp") || reason.hasPrefix("QOSMax") || reason.hasPrefix("QOSGrp")
    return isLimit ? "\(reason): a limit of your account or its quality of service" : reason
  }
}
