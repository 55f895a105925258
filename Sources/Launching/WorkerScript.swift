import Processes

/// What a scheduler's job does: lines for `sh` that become a worker.
struct WorkerScript {
  /// Tells those of one launch from those of others on the same node.
  let name: String
  let endpoint: String
  let slots: Int
  /// Where the program lies on the nodes.
  let program: String
  /// Where programs of the sweep lie on the nodes; nil where it has none.
  let code: String?
  /// How long the job may take.
  let time: Duration?
  /// nil where the coordinator asks for none.
  let keys: WorkerKeys?

  var text: String {
    // Slurm tells its jobs when they end; what others leave unsaid is counted from the start.
    let time = time.map { " --time \(Int($0 / .seconds(1)))s" } ?? ""
    let work =
      "exec \"$program\" work \(endpoint) --slots \(slots)\(time) --grace 20s --patience 10m"
      + (code.map { " --code \($0.shellQuoted)" } ?? "")
      + " --spool \"${TMPDIR:-/tmp}/sweep-\(name)-$(id -u)-$index\" --log-format text"
    return """
      program=\(program.shellQuoted)
      [ -x "$program" ] || program=$(command -v sweep) || {
        echo "this node has no sweep: neither '\(program)' nor one in its PATH" >&2
        exit 127
      }
      \(keys.map { "\($0.choice)\n\(work) --key - <<END\n\($0.file)\nEND" } ?? work)

      """
  }
}
