import Documents
import Drawings
import Engine
import Inspection
import Plots

extension InspectKind {
  /// What each layer makes of images.
  static let activations = InspectKind(
    word: "activations", summary: "what each layer makes of images, channel by channel",
    options: pictures + [.imageRows, .channelCount, .replicateNumber]
  ) { request in
    let images = try InspectedImages(request)
    let replicate =
      try request.arguments.integer(.replicateNumber, in: 1...images.networks.count) ?? 1
    let channels = try request.arguments.integer(.channelCount, in: 1...64) ?? 12
    try request.write(
      images.activations(of: replicate - 1, channels: channels, request.format()))
  }
}

extension Option {
  fileprivate static let channelCount = Option(
    "--channels", value: "N", "the first so many of each layer (default 12)")
  fileprivate static let replicateNumber = Option(
    "--replicate", value: "N", "whose network it is, from 1 (default 1)")
}

extension InspectedImages {
  /// A row for each layer that changes numbers, image after image.
  fileprivate func activations(
    of place: Int, channels most: Int, _ format: PlotFormat
  ) throws(DescriptionError) -> Drawing {
    let network = networks[place]
    let shapes = try network.description.shapes()
    let layers = network.description.layers.indices.filter {
      network.description.layers[$0].changesNumbers
    }
    let all = network.activations(samples[place].inputs)
    var grid: [ImageGrid.Row] = []
    for (index, image) in samples[place].inputs.enumerated() {
      let name = "row \(rows.rows[index]), \(classNames[rows.labels[index]])"
      grid.append(ImageGrid.Row(name, [tile(image)]))
      for layer in layers {
        let own = all[layer].joined()
        let range = Double(min(0, own.min() ?? 0))...Double(max(own.max() ?? 0, .ulpOfOne))
        grid.append(
          ImageGrid.Row(
            "\(layer) \(network.description.layers[layer].name)",
            tiles(of: all[layer][index], shapes[layer], over: range, most: most)))
      }
    }
    return ImageGrid(
      grid, over: 0...1, ramp: .cividis, scaleTitle: "share of the layer's range", columns: most
    ).drawing(
      format, title: "\(name): activations",
      caption: [
        "\(name), \(networkNames[place]): what each layer gives for an image, its first \(most) channels"
          + " side by side; layers without an image in one strip.",
        "Each layer has its own scale, from the least number (or zero, if that is less) to the largest"
          + " over the images shown.",
      ])
  }

  /// The channels of an image, or a row of numbers in one strip.
  private func tiles(
    of numbers: [Float], _ shape: Engine.Shape, over range: ClosedRange<Double>, most: Int
  ) -> [ImageGrid.Tile] {
    guard shape.extents.count == 3 else {
      // As many rows as make a strip of the height of a letter.
      let columns = min(numbers.count, 64)
      let rows = (numbers.count + columns - 1) / columns
      let filled = numbers + [Float](repeating: 0, count: rows * columns - numbers.count)
      return [
        ImageGrid.Tile(
          width: columns, height: rows, numbers: filled, over: range, ramp: .cividis)
      ]
    }
    let (height, width, channels) = (shape.extents[0], shape.extents[1], shape.extents[2])
    return (0..<min(channels, most)).map { channel in
      ImageGrid.Tile(
        width: width, height: height,
        numbers: (0..<height * width).map { numbers[$0 * channels + channel] }, over: range,
        ramp: .cividis)
    }
  }
}

extension LayerDescription {
  /// Whether its numbers are others than those of the layer before, in inference.
  fileprivate var changesNumbers: Bool {
    switch self {
    case .flatten, .reshape, .dropout, .activation(.linear): false
    default: true
    }
  }
}
