import Control
import Documents
import Planning
import Processes
import Reports
import Specs
import Sweeps

extension Command {
  /// Another sweep for a queue.
  static let submit = Command(
    name: "submit", summary: "add a sweep to a queue of sweeps",
    synopsis: "FILE --queue DIR | --connect ENDPOINT [options]",
    discussion: """
      Hands a spec to the queue that 'sweep serve --queue DIR' runs, here or, with --connect and an operator's
      key, on another machine. The queue works the spec out, keeps it in its folder, and trains it as workers
      become free: sweeps of a higher priority first, those of the same one with equal shares of slots. A
      spec that cannot be worked out is refused, and nothing of it stays. Its results are in
      DIR/NAME.sqlite on the queue's machine, under the sweep's name.

      The program and the data that a spec names are looked for on the queue's machine: in the folder of FILE
      with --queue, in the one where the queue was started with --connect, or in that of --folder. Workers
      that lack the data are sent it where it lies below the folder in which the queue was started.

      A sweep that is in the queue already is not added twice. One that has ended, or was stopped, goes on when
      it is submitted again: only what has no result is trained.
      """,
    example: "sweep submit sweeps/digits-l2.yaml --queue lab --priority 1",
    options: [
      .queue, SubmitOptions.priority, SubmitOptions.folder, .epochs, .set, .connect, .key,
      .serverKey, .patience, .json,
    ], operands: 1...1
  ) { arguments in
    let path = arguments.operands[0]
    let here = Path.parent(of: path)
    let overrides = try arguments.overrides()
    let text: String
    let name: String
    do throws(DocumentError) {
      text = try ListedFile.written(into: Spec.text(at: path), in: here)
      name = try Spec(text).sweep.name
    } catch {
      throw UserError(error, in: path)
    }
    let line = try QueueLine(arguments)
    let folder = arguments.text(SubmitOptions.folder) ?? (line.isHere ? here : nil)
    let priority = try arguments.integer(SubmitOptions.priority, in: SubmittedSweep.priorities)
    let request = ControlRequest.submit(
      SubmittedSweep(
        spec: try overrides.written(into: text, of: path), path: path,
        folder: line.isHere ? folder.flatMap(Folder.absolute) ?? folder : folder,
        priority: priority ?? 0))
    guard request.text.utf8.count <= ControlSocket.longest else {
      throw UserError(
        "\(path): a spec of more than a mebibyte cannot be submitted; 'sweep run' takes it")
    }
    let isNew: Bool
    switch try line.answer(to: request) {
    case .granted: isNew = true
    case .queue: isNew = false
    case .refused(let reason): throw UserError(reason)
    case let answer: throw line.complaint(about: answer)
    }
    let status = try line.status()
    guard let sweep = status.sweeps.first(where: { $0.name == name }) else {
      throw UserError("the queue has lost the sweep '\(name)'; look at its folder")
    }
    guard !arguments.has(.json) else {
      let json = QueueStatus(sweeps: [sweep], idleSlots: status.idleSlots).json
      Output.print(JSON.object(["submitted": .boolean(isNew), "queue": json]).document)
      return .success
    }
    Output.print(
      "sweep '\(name)' is in the queue\(isNew ? "" : " already"): "
        + "\(counted(sweep.counts.total, "trial")), priority \(sweep.priority)\n")
    return .success
  }
}

private enum SubmitOptions {
  static let priority = Option(
    "--priority", value: "N", "sweeps of higher priorities come first (default: 0)")
  static let folder = Option(
    "--folder", value: "FOLDER",
    "on the queue's machine, where the program and the data of the spec are looked for")
}
