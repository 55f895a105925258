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
  /// - Throws: `WeightsError` unless it has exactly this network's tensors; then nothing changes.
  @discardableResult
  package func load(weights bytes: [UInt8]) throws(WeightsError) -> [String: String] {
    let file = try Safetensors(bytes)
    if let version = file.metadata["version"], file.metadata["format"] == weightsFormat,
      version != weightsVersion
    {
      throw WeightsError("has version \(version), expected \(weightsVersion)")
    }
    for tensor in file.tensors where !parameters.list.contains(where: { $0.name == tensor.name }) {
      throw WeightsError("has a tensor \(tensor.name), and the network has none")
    }
    var found: [[Float]] = []
    for parameter in parameters.list {
      guard let tensor = file.tensors.first(where: { $0.name == parameter.name }) else {
        throw WeightsError("has no tensor \(parameter.name), and the network has")
      }
      guard tensor.shape == parameter.extents else {
        throw WeightsError(
          "has \(Shape(tensor.shape)) for the tensor \(tensor.name), expected "
            + "\(Shape(parameter.extents))")
      }
      found.append(tensor.numbers)
    }
    for (index, numbers) in found.enumerated() { parameters.unpack(numbers, into: index) }
    return file.metadata
  }
}

private let weightsFormat = "sweep network"
private let weightsVersion = "1"
