package import Sweeps
import Training

extension RecipeKind {
  /// What a worker must promise about the numbers of trainings by such a recipe; part of every trial's
  /// identity.
  package var semantics: String {
    switch self {
    case .engine: EngineTrainer.semantics
    case .program: ProgramTrainer.semantics
    }
  }
}
