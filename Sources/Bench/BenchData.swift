import Datasets
import Engine
import Glibc
import Random

/// The data that a case trains on: MNIST, where the case is about it and the files are here; else made up.
struct BenchData {
  let examples: Examples
  /// `mnist` or `synthetic`.
  let source: String

  init(for trainingCase: Case) {
    if trainingCase.network.input.count == 784, let mnist = BenchData.mnist(trainingCase) {
      (examples, source) = (mnist, "mnist")
    } else {
      (examples, source) = (SyntheticExamples.make(for: trainingCase), "synthetic")
    }
  }

  /// Found as `sweep` finds it.
  private static func mnist(_ trainingCase: Case) -> Examples? {
    var environment: [String: String] = [:]
    for name in ["SWEEP_DATA", "XDG_CACHE_HOME", "HOME", "TMPDIR"] {
      if let value = getenv(name) { environment[name] = String(cString: value) }
    }
    guard let set = try? DatasetLibrary(environment: environment).open(.named("mnist")),
      case .byte(let scale) = set.form.element, case .labels(let labels) = set.targets,
      labels.count >= trainingCase.examples
    else { return nil }
    let rows = Rows(
      set.bytes, of: .uint8, shape: trainingCase.network.input, scaling: Scaling(scale: scale),
      owner: set.owner)
    return Examples(rows, .classes(labels.map(Int32.init), count: 10))
  }
}
