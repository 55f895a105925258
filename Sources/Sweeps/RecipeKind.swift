package import Documents

/// The trainer that understands a recipe. Each promises something of its own about its numbers.
package enum RecipeKind: Hashable, Sendable, CaseIterable {
  /// The built-in engine.
  case engine
  /// A program of the user's.
  case program
}

extension Document {
  /// The kind of trainer that a recipe is for.
  package var recipeKind: RecipeKind { self["command"] == nil ? .engine : .program }
}
