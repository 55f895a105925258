import Processes

/// The GPUs that a worker may hand out: those that the person or the scheduler that started it gave it.
package enum GPUs {
  /// Numbers as CUDA counts them, or names such as `GPU-8932f937-...`; none where nobody gave any.
  ///
  /// In a scheduler's job these are the job's, whatever else the machine has.
  package static func given(
    in environment: [String: String] = CurrentProcess.environment
  ) -> [String] {
    // Slurm tells both; the former counts as the job's programs do, who may see only theirs.
    for name in ["CUDA_VISIBLE_DEVICES", "SLURM_STEP_GPUS", "SLURM_JOB_GPUS"] {
      if let list = environment[name] { return names(in: list) }
    }
    guard environment["SLURM_JOB_ID"] == nil,
      let tool = Command.path(of: "nvidia-smi", in: environment["PATH"]),
      let said = try? Command(
        tool, arguments: ["--query-gpu=index", "--format=csv,noheader"], environment: environment
      ).output(within: .seconds(30)), said.status == .exited(0)
    else { return [] }
    return names(in: said.output.split(separator: "\n").joined(separator: ","))
  }

  /// Whether a word can be the name of one.
  package static func isName(_ word: some StringProtocol) -> Bool {
    if let number = Int(word) { return number >= 0 }
    return word.hasPrefix("GPU-") || word.hasPrefix("MIG-")
  }

  /// As CUDA reads its list: what comes after something that is none does not count.
  private static func names(in list: String) -> [String] {
    list.split(separator: ",").map { word in String(word.filter { !$0.isWhitespace }) }
      .prefix(while: isName).map(\.self)
  }
}
