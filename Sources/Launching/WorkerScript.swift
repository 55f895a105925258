import Processes
import Schedulers

/// The script of a scheduler's job: lines for `sh` that become a worker.
struct WorkerScript {
  /// Tells the spools of one launch from those of others on the same node.
  let name: String
  let endpoint: String
  let slots: Int
  /// Where the program lies on the nodes.
  let program: String
  /// Where programs of the sweep lie on the nodes; nil where it has none.
  let code: String?
  /// How long the job may take.
  let time: Duration?
  /// The memory that its trainings share, in bytes; nil for what it finds.
  let memory: Int?
  let tags: [String]
  /// nil where the coordinator asks for none.
  let keys: WorkerKeys?

  /// The size in whole units that `work` takes: never more than there is.
  private static func size(_ bytes: Int) -> String {
    let mebibytes = max(1, bytes >> 20)
    return mebibytes < 1_000_000 ? "\(mebibytes)MiB" : "\(mebibytes >> 10)GiB"
  }

  var text: String {
    // Slurm tells its jobs when they end; what others leave unsaid is counted from the start.
    let time = time.map { " --time \(Int($0 / .seconds(1)))s" } ?? ""
    let work =
      "exec \"$program\" work \(endpoint) --slots \(slots)\(time) --grace 20s --patience 10m"
      + (code.map { " --code \($0.shellQuoted)" } ?? "")
      + (memory.map { " --memory \(WorkerScript.size($0))" } ?? "")
      + (tags.isEmpty ? "" : " --tags \(tags.joined(separator: ",").shellQuoted)")
      + " --spool \"${TMPDIR:-/tmp}/sweep-\(name)-$(id -u)-$index\" --log-format text"
    return """
      program=\(program.shellQuoted)
      [ -x "$program" ] || program=$(command -v sweep) || {
        echo "this node has no sweep: neither '\(program)' nor one in its PATH" >&2
        echo "a node has no sweep: neither '\(program)' nor one in its PATH" >"$\(JobRequest.inabilityVariable)"
        exit 127
      }
      \(keys.map { "\($0.choice)\n\(work) --key - <<END\n\($0.file)\nEND" } ?? work)

      """
  }
}
