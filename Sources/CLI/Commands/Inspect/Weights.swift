import Datasets
import Documents
import Drawings
import Engine
import Planning
import Plots
import Processes

extension Option {
  static let units = Option(
    "--units", value: "LIST", "all, or some with commas between, counted from 0 (default: 16)")
}

extension InspectKind {
  /// The weights by which each unit of the first dense layer multiplies the pixels.
  static let weights = InspectKind(
    word: "weights", summary: "the weights of a first dense layer as images, a unit each",
    options: [.units, .replicate, .before] + pictures
  ) { request in
    let description = try request.trained.description(besides: request.spec)
    let (layer, dense) = try request.firstDense(of: description)
    let image = try request.imageShape(of: description)
    let channels = image[2]
    let units = try request.places(.units, of: dense.units, few: 16)
    let states = try request.kernels(of: layer)
    let rows = states.flatMap { state in
      (0..<channels).map { channel in
        ImageGrid.Row(
          state.name + (channels > 1 ? ", channel \(channel)" : ""),
          units.map { unit in
            ImageGrid.Tile(
              width: image[1], height: image[0],
              numbers: state.kernel.plane(ofUnit: unit, channel: channel, of: channels))
          })
      }
    }
    let grid = ImageGrid(
      rows, over: states.range, ramp: .signed, scaleTitle: "weight", columns: min(units.count, 8))
    let shown =
      units.count < dense.units ? "\(units.count) of \(dense.units)" : "all \(dense.units)"
    try request.write(
      grid.drawing(
        request.format(), title: "\(request.trained.name): weights",
        caption: [
          "\(request.trained.name): what \(shown) units of layer \(layer) (dense,"
            + " \(description.layers[layer].detail)) multiply each pixel by.",
          "All are on one scale; white is zero.",
        ]))
  }
}

extension InspectRequest {
  /// The first dense layer, which must see the pixels themselves.
  fileprivate func firstDense(
    of network: NetworkDescription
  ) throws(UserError) -> (layer: Int, dense: LayerDescription.Dense) {
    for (place, layer) in network.layers.enumerated() {
      switch layer {
      case .dense(let dense): return (place, dense)
      case .flatten, .dropout, .reshape, .batchNorm, .layerNorm: continue
      default:
        throw UserError(
          "no dense layer of '\(trained.name)' sees the pixels: \(layer.name) comes first; 'sweep inspect"
            + " filters' shows convolutions")
      }
    }
    throw UserError("'\(trained.name)' has no dense layer")
  }

  /// Height, width and channels of the images that the network learned from: as it says itself, or as
  /// its data do where it takes them as one row.
  fileprivate func imageShape(of network: NetworkDescription) throws -> [Int] {
    if network.input.extents.count == 3 { return network.input.extents }
    let shape = try trained.data(besides: spec).dataset.form.shape
    guard case .image = shape else {
      throw UserError("'\(trained.name)' learned from \(shape), which are no images")
    }
    return shape.extents
  }
}
