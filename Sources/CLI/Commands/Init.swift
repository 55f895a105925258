import Documents
import Planning
import Processes
import Specs
import Sweeps

extension Command {
  /// A spec to begin with.
  static let start = Command(
    name: "init", summary: "write a spec from a command line or a file of W&B, with comments",
    synopsis: "[options] -- COMMAND... [NAME=VALUES...] | [-o FILE] WANDB_FILE",
    discussion: """
      Writes what 'sweep run -- COMMAND...' would run into a file that can be edited, with comments that
      tell what else it could say. {NAME} in the command stands for a parameter; VALUES are 0,1e-4 or a
      call such as 'logspace(1e-4,1e-1,4)'. A file that is there is not touched.

      Of a sweep.yaml of Weights & Biases it makes a grid, whatever its method: a range becomes three
      values of it. A parameter called seed with several values becomes the seeds of replicates, so that
      tables have a mean over them.
      """,
    example: "sweep init -- python3 train.py --lr {lr} 'lr=logspace(1e-4,1e-1,4)'",
    options: [InitOptions.output] + LineOptions.all, operands: 1...4096,
    optionHint: LineOptions.hint
  ) { arguments in
    let text: String
    if var draft = try arguments.draft() {
      draft.takesSeeds = true
      text = draft.text
    } else {
      guard arguments.operands.count == 1 else {
        throw UserError(
          "init needs a command after '--', such as: sweep init -- python3 train.py {lr} lr=0.1,0.01"
        )
      }
      text = try InitOptions.spec(from: arguments.operands[0])
    }
    let path = arguments.text(InitOptions.output) ?? "sweep.yaml"
    guard !Folder.exists(at: path) else {
      throw UserError("'\(path)' is there already; name another with --output")
    }
    do throws(DocumentError) {
      _ = try Spec(text)
    } catch {
      throw UserError("no spec comes of it: \(error.message)")
    }
    try NewFile.write(Array(text.utf8), to: path)
    Output.note("wrote \(path); next: sweep plan \(path)")
    return .success
  }
}

private enum InitOptions {
  static let output = Option(
    "--output", short: "-o", value: "FILE", "where to write (default: sweep.yaml)")

  /// The spec that a file of W&B becomes.
  static func spec(from path: String) throws(UserError) -> String {
    do throws(DocumentError) {
      return try WandbDraft(Spec.text(at: path)).text
    } catch {
      throw UserError(error, in: path)
    }
  }
}
