package import Sweeps
import Training

extension RecipeKind {
  /// The semantics that a worker must promise for trainings by such a recipe; part of every trial's
  /// identity.
  package var semantics: String {
    switch self {
    case .engine: EngineTrainer.semantics
    case .program: ProgramTrainer.semantics
    }
  }
}
