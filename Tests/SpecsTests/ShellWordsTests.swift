import Documents
import Specs
import Sweeps
import Testing

/// A command that is written as one text.
struct ShellWordsTests {
  /// As Python's `shlex.split` splits them, which argues for POSIX shells.
  @Test(arguments: [
    ("python3 a.py --lr=$l2", ["python3", "a.py", "--lr=$l2"]),
    ("python3 a.py --name 'two words'", ["python3", "a.py", "--name", "two words"]),
    ("sh -c 'python3 a.py --lr=$l2'", ["sh", "-c", "python3 a.py --lr=$l2"]),
    (#"a "b c" d\ e"#, ["a", "b c", "d e"]), (#"a "" ''"#, ["a", "", ""]),
    (#"a b'c'"d"e"#, ["a", "bcde"]), (#"a "\"q\"" '\n'"#, ["a", "\"q\"", "\\n"]),
    (#"a "it's" 'say "hi"'"#, ["a", "it's", "say \"hi\""]),
    (#"a "x\y""#, ["a", #"x\y"#]), ("  a \t b  ", ["a", "b"]),
    ("sh -c 'a | b; c'", ["sh", "-c", "a | b; c"]),
    (#"a "*.csv" 'a>b' \* x~ x#y --k=v"#, ["a", "*.csv", "a>b", "*", "x~", "x#y", "--k=v"]),
    (#"a "\`date\`" --sizes=[64,32]"#, ["a", "`date`", "--sizes=[64,32]"]),
  ]) func `it is split as a shell does`(line: String, words: [String]) throws {
    #expect(try command(line) == words)
  }

  @Test(arguments: [
    ("a 'b", "a ' in the command has no other that closes it"),
    (#"a "b"#, "a \" in the command has no other that closes it"),
    (#"a b\"#, "the command ends with a backslash"),
    ("a | tee log", "'|' in '|' of the command is a shell's to carry out"),
    ("a|b", "'|' in 'a|b' of the command is a shell's to carry out"),
    ("a > log", "'>' in '>' of the command is a shell's to carry out"),
    ("a >log", "'>' in '>log' of the command is a shell's to carry out"),
    ("a 2>&1", "'>' in '2>&1' of the command is a shell's to carry out"),
    ("a <data.csv", "'<' in '<data.csv' of the command is a shell's to carry out"),
    ("a && b", "'&' in '&&' of the command is a shell's to carry out"),
    ("a --url=x?y=1&z", "'?' in '--url=x?y=1&z' of the command is a shell's to carry out"),
    ("a &", "'&' in '&' of the command is a shell's to carry out"),
    ("cd x; b", "';' in 'x;' of the command is a shell's to carry out"),
    ("cd x;b", "';' in 'x;b' of the command is a shell's to carry out"),
    ("a $(date)", "'(' in '$(date)' of the command is a shell's to carry out"),
    ("a `date`", "'`' in '`date`' of the command is a shell's to carry out"),
    (#"a "now $(date)""#, "'$(' in the command is a shell's to carry out"),
    (#"a "now `date`""#, "'`' in the command is a shell's to carry out"),
    ("a data/*.csv", "'*' in 'data/*.csv' of the command is a shell's to carry out"),
    ("a ~/data", "'~' in '~/data' of the command is a shell's to carry out"),
    ("a b # c", "'#' in '#' of the command is a shell's to carry out"),
    ("LR=1 a", "'LR=1' before the program sets a variable, which is a shell's to carry out"),
  ]) func `what only a shell could carry out is refused`(line: String, message: String) throws {
    let error = try #require(throws: DocumentError.self) { try command(line) }
    #expect(error.message.hasPrefix(message))
    #expect(error.message.hasSuffix("write command: [sh, -c, '...'] where one is meant"))
  }

  /// The words as the recipe has them, with `$l2` left as it is.
  private func command(_ line: String) throws -> [String] {
    let text = Document(.text(line)).json
    let spec = try Spec("sweep: s\ncommand: \(text)\nparameters: { l2: [1, 2] }")
    return try #require(spec.sweep.recipe["command"]).list("command").map(\.label)
  }
}
