import Processes
import Specs
import Sweeps

extension Command {
  /// A spec to begin with.
  static let start = Command(
    name: "init", summary: "write a spec from a command line, with comments",
    synopsis: "[options] -- COMMAND... [NAME=VALUES...]",
    discussion: """
      Writes what 'sweep run -- COMMAND...' would run into a file that can be edited, with comments that
      tell what else it could say. {NAME} in the command stands for a parameter; VALUES are 0,1e-4 or a
      call such as 'logspace(1e-4,1e-1,4)'. A file that is there is not touched.
      """,
    example: "sweep init -- python3 train.py --lr {lr} 'lr=logspace(1e-4,1e-1,4)'",
    options: [InitOptions.output] + LineOptions.all, operands: 1...4096
  ) { arguments in
    guard let draft = try arguments.draft() else {
      throw UserError("init needs a command after '--', such as: sweep init -- python3 train.py")
    }
    let path = arguments.text(InitOptions.output) ?? "sweep.yaml"
    guard !Folder.exists(at: path) else {
      throw UserError("'\(path)' is there already; name another with --output")
    }
    do throws(DocumentError) {
      _ = try Spec(draft.text)
    } catch {
      throw UserError("no spec comes of it: \(error.message)")
    }
    try NewFile.write(Array(draft.text.utf8), to: path)
    Output.note("wrote \(path); next: sweep plan \(path)")
    return .success
  }
}

private enum InitOptions {
  static let output = Option(
    "--output", short: "-o", value: "FILE", "where to write (default: sweep.yaml)")
}
