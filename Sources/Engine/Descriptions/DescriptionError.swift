/// A mistake in a description, which keeps it from becoming a network or a training.
package struct DescriptionError: Error, Hashable, CustomStringConvertible {
  /// The layer's place in the list, from 0; nil when the training is at fault.
  package let layer: Int?
  /// The field at fault, by its Keras name, where it is one field.
  package let field: String?
  /// The problem, with the value that was found.
  package let problem: String
  /// The values that would have been right.
  package let expected: String

  /// Makes an error of its parts.
  ///
  /// - Parameters:
  ///   - layer: from 0.
  ///   - problem: the beginning of a sentence, which ", expected" continues.
  package init(layer: Int? = nil, field: String? = nil, _ problem: String, expected: String) {
    (self.layer, self.field) = (layer, field)
    (self.problem, self.expected) = (problem, expected)
  }

  /// `layer 2: units is 0, expected a positive number`, where layers count from 1.
  package var description: String {
    let place = layer.map { "layer \($0 + 1): " } ?? ""
    return "\(place)\(problem), expected \(expected)"
  }
}
