import Engine
import Glibc

// `bench engine [CASE...]`: trains the cases of the peers' benchmark, one thread each, and prints
// one JSON line a case.

let arguments = CommandLine.arguments.dropFirst()
let wanted = arguments.dropFirst()
guard arguments.first == "engine", wanted.allSatisfy({ Case.named($0) != nil }) else {
  let usage = "usage: bench engine [\(Case.all.map(\.name).joined(separator: "|"))]...\n"
  write(STDERR_FILENO, usage, usage.utf8.count)
  exit(2)
}
for trainingCase in wanted.isEmpty ? Case.all : wanted.compactMap(Case.named) {
  print(try EngineBenchmark(trainingCase).run())
}
