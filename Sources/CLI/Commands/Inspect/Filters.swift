import Documents
import Drawings
import Engine
import Planning
import Plots
import Processes

extension Option {
  static let layer = Option(
    "--layer", value: "N",
    "the layer as 'sweep inspect shapes' counts (default: the first that fits)")
}

extension InspectKind {
  /// The kernels of a convolution as images.
  static let filters = InspectKind(
    word: "filters", summary: "the kernels of a convolution as images, all on one scale",
    options: [.layer, .channels, .replicate, .before] + pictures
  ) { request in
    let description = try request.trained.description(besides: request.spec)
    let (layer, filters) = try request.convolution(of: description)
    let states = try request.kernels(of: layer)
    guard let extents = states.first?.kernel.shape.extents, extents.count == 4 else { return }
    let (height, width, count) = (extents[0], extents[1], extents[2])
    let channels = try request.places(.channels, of: count, few: 3)
    let rows = states.flatMap { state in
      channels.map { channel in
        ImageGrid.Row(
          state.name + (count > 1 ? ", channel \(channel)" : ""),
          (0..<filters).map { filter in
            ImageGrid.Tile(
              width: width, height: height,
              numbers: state.kernel.plane(ofUnit: filter, channel: channel, of: count))
          })
      }
    }
    let range = states.range
    let some = channels.count < count ? "\(channels.count) of \(count) channels" : "all channels"
    let grid = ImageGrid(
      rows, over: range, ramp: .signed, scaleTitle: "weight", columns: min(filters, 16))
    try request.write(
      grid.drawing(
        request.format(), title: "\(request.trained.name): filters",
        caption: [
          "\(request.trained.name): the \(filters) filters of layer \(layer) (conv2d,"
            + " \(description.layers[layer].detail))\(count > 1 ? ", \(some)" : "").",
          "All are on one scale; white is zero.",
        ]))
  }
}

extension InspectRequest {
  /// The convolution that is meant, and how many filters it has.
  fileprivate func convolution(
    of network: NetworkDescription
  ) throws(UserError) -> (layer: Int, filters: Int) {
    let all = network.layers.indices.compactMap { place in
      if case .conv2D(let conv) = network.layers[place] { (place, conv.filters) } else { nil }
    }
    guard let first = all.first else {
      throw UserError(
        "'\(trained.name)' has no convolution; 'sweep inspect weights' shows a dense layer's weights"
      )
    }
    guard let wanted = try arguments.integer(.layer, in: 0...max(0, network.layers.count - 1))
    else { return first }
    guard let layer = all.first(where: { $0.0 == wanted }) else {
      throw UserError(
        "layer \(wanted) of '\(trained.name)' is \(network.layers[wanted].name), no convolution; there"
          + " are \(all.map { "\($0.0)" }.joined(separator: ", "))")
    }
    return layer
  }
}
