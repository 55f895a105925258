import Engine
import Glibc

// `bench engine [CASE...]`: trains the cases of the peers' benchmark, one thread each, and prints
// one JSON line a case. `bench coordinator [CASE...]`: what the coordinator reaches, one JSON line a
// figure, with its bar. `bench statistics [CASE...]`: simulates how often claims are false and how
// much they see, one JSON line a figure, with its bar. `bench search`: what searches find, and what a
// proposal costs. `bench race`: what races save and what they lose.

let arguments = Array(CommandLine.arguments.dropFirst())
let wanted = Array(arguments.dropFirst())
switch arguments.first {
case "engine" where wanted.allSatisfy({ Case.named($0) != nil }):
  for trainingCase in wanted.isEmpty ? Case.all : wanted.compactMap(Case.named) {
    print(try EngineBenchmark(trainingCase).run())
  }
case "coordinator"
where wanted.allSatisfy({ name in CoordinatorBenchmark.cases.contains { $0.name == name } }):
  exit(try CoordinatorBenchmark.run(wanted) ? 0 : 1)
case "statistics"
where wanted.allSatisfy({ name in StatisticsBenchmark.cases.contains { $0.name == name } }):
  exit(StatisticsBenchmark.run(wanted) ? 0 : 1)
case "search" where SearchBenchmark(wanted) != nil:
  SearchBenchmark(wanted)?.run()
case "race" where RaceBenchmark(wanted) != nil:
  exit(RaceBenchmark(wanted)?.run() ?? true ? 0 : 1)
case "part":
  try Part.run(wanted)
default:
  let usage = """
    usage: bench engine [\(Case.all.map(\.name).joined(separator: "|"))]...
           bench coordinator [\(CoordinatorBenchmark.cases.map(\.name).joined(separator: "|"))]...
           bench search [random|sobol|tpe|gp]... [--held-out] [--seeds N] [--table FILE]...
                        [--noise STD] [--workers N] [--peer FILE]
           bench race [--orders N] [--table FILE]...
           bench statistics [\(StatisticsBenchmark.cases.map(\.name).joined(separator: "|"))]...

    """
  write(STDERR_FILENO, usage, usage.utf8.count)
  exit(2)
}
