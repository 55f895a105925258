extension Network {
  /// The network's numbers as a safetensors file: `0.kernel`, `0.bias`, ... by the layer's place in
  /// the description and Keras's name, each in Keras's shape, running moments included.
  ///
  /// - Parameter metadata: texts to store with them, such as the spec and the classes' names;
  ///   `format` and `version` are the file's own.
  package func weights(metadata: [String: String] = [:]) -> [UInt8] {
    var texts = metadata
    (texts["format"], texts["version"]) = (weightsFormat, weightsVersion)
    return Safetensors(
      metadata: texts,
      tensors: parameters.list.enumerated().map { index, parameter in
        .init(name: parameter.name, shape: parameter.extents, numbers: parameters.packed(index))
      }
    ).bytes
  }

  /// Takes the numbers of such a file, and gives its metadata.
  ///
  /// - Parameter layers: the places of those that the file's network has become here; all of them
  ///   unless told otherwise.
  /// - Throws: `WeightsError` unless it has exactly these layers' tensors; then nothing changes.
  @discardableResult
  package func load(
    weights bytes: [UInt8], into layers: Range<Int>? = nil
  ) throws(WeightsError) -> [String: String] {
    let layers = layers ?? self.description.layers.indices
    let mine = parameters.list.enumerated().compactMap { index, parameter in
      parameter.name(countedFrom: layers).map { (index: index, name: $0, parameter: parameter) }
    }
    let file = try Safetensors(bytes)
    if let version = file.metadata["version"], file.metadata["format"] == weightsFormat,
      version != weightsVersion
    {
      throw WeightsError("has version \(version), expected \(weightsVersion)")
    }
    for tensor in file.tensors where !mine.contains(where: { $0.name == tensor.name }) {
      throw WeightsError("has a tensor \(tensor.name), and the network has none")
    }
    var found: [[Float]] = []
    for (_, name, parameter) in mine {
      guard let tensor = file.tensors.first(where: { $0.name == name }) else {
        throw WeightsError("has no tensor \(name), and the network has")
      }
      guard tensor.shape == parameter.extents else {
        throw WeightsError(
          "has \(Shape(tensor.shape)) for the tensor \(tensor.name), expected "
            + "\(Shape(parameter.extents))")
      }
      found.append(tensor.numbers)
    }
    for ((index, _, _), numbers) in zip(mine, found) { parameters.unpack(numbers, into: index) }
    return file.metadata
  }

  /// Such a file with other texts in the place of those of the same names.
  package static func weights(
    _ bytes: [UInt8], saying texts: [String: String]
  ) throws(WeightsError) -> [UInt8] {
    var file = try Safetensors(bytes)
    file.metadata.merge(texts) { _, new in new }
    return file.bytes
  }

  /// Gives the metadata that such a file holds of its network, such as its layers.
  package static func metadata(
    ofWeights bytes: [UInt8]
  ) throws(WeightsError) -> [String: String] {
    try Safetensors(bytes).metadata
  }
}

extension Parameter {
  /// Gives the tensor's name where only these layers are counted; nil if it is in none of them.
  fileprivate func name(countedFrom layers: Range<Int>) -> String? {
    let parts = name.split(separator: ".", maxSplits: 1)
    guard let layer = Int(parts[0]), layers.contains(layer) else { return nil }
    return "\(layer - layers.lowerBound).\(parts[1])"
  }
}

private let weightsFormat = "sweep network"
private let weightsVersion = "1"
