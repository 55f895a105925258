import Documents
import Drawings
import Engine
import Inspection
import Plots

extension InspectKind {
  /// The activations of each layer for images.
  static let activations = InspectKind(
    word: "activations", summary: "what each layer makes of images, channel by channel",
    options: pictures + [.imageRows, .replicate, .mapCount]
  ) { request in
    let images = try InspectedImages(request)
    // A few channels of each where there are many images, beside those of the others.
    let most =
      try request.arguments.integer(.mapCount, in: 1...64)
      ?? (images.rows.inputs.count > 2 ? 2 : 12)
    try request.write(
      images.activations(maps: most, request.format()))
  }
}

extension Option {
  fileprivate static let mapCount = Option(
    "--maps", value: "N",
    "the first so many feature maps of each layer (default 12, or 2 of more than two images)")
}

extension InspectedImages {
  /// The layers that change numbers, from the first on: of one or two images each with its channels side
  /// by side, of more each channel with the images side by side.
  fileprivate func activations(
    maps most: Int, _ format: PlotFormat
  ) throws(DescriptionError) -> Drawing {
    let network = networks[0]
    let shapes = try network.description.shapes()
    let all = network.activations(rows.inputs)
    let layers = network.description.layers.indices.filter {
      network.description.layers[$0].changesNumbers
    }.map { layer in
      Activations(
        name: "\(layer) \(network.description.layers[layer].name)", shape: shapes[layer],
        images: all[layer], channels: most)
    }
    let images = rows.inputs.indices.map {
      tile(rows.inputs[$0], label: classNames[rows.labels[$0]])
    }
    let isOfMany = images.count > 2
    var grid: [ImageGrid.Row] = []
    if isOfMany {
      grid.append(ImageGrid.Row("image", images))
      for layer in layers {
        for channel in 0..<layer.count {
          grid.append(
            ImageGrid.Row(
              channel == 0 ? layer.name : "",
              images.indices.map { layer.tile(image: $0, channel: channel) }))
        }
      }
    } else {
      for (index, image) in images.enumerated() {
        grid.append(ImageGrid.Row("row \(rows.rows[index])", [image]))
        for layer in layers {
          grid.append(
            ImageGrid.Row(
              layer.name, (0..<layer.count).map { layer.tile(image: index, channel: $0) }))
        }
      }
    }
    return ImageGrid(
      grid, over: 0...1, ramp: .cividis, scaleTitle: "share of the layer's range",
      columns: isOfMany ? min(images.count, 16) : most
    ).drawing(
      format, title: "\(name): activations",
      caption: [
        "\(name), \(firstName): what each layer makes of images, of convolutions and pools the"
          + " first \(most) maps\(isOfMany ? " one below the other" : ""), of dense layers all"
          + " numbers in one block.",
        "Each layer has its own scale, from the least number (or zero, if that is less) to the largest"
          + " over the images shown.",
        rowNumbers,
      ])
  }
}

/// The activations of one layer for some images.
private struct Activations {
  let name: String
  let shape: Engine.Shape
  let images: [[Float]]
  /// How many channels are shown; 1 of a layer whose numbers are no images.
  let count: Int
  private let range: ClosedRange<Double>

  init(name: String, shape: Engine.Shape, images: [[Float]], channels most: Int) {
    (self.name, self.shape, self.images) = (name, shape, images)
    count = shape.extents.count == 3 ? min(shape.extents[2], most) : 1
    let numbers = images.joined()
    range =
      Double(min(0, numbers.min() ?? 0))...Double(max(numbers.max() ?? 0, .ulpOfOne))
  }

  func tile(image: Int, channel: Int) -> ImageGrid.Tile {
    let numbers = images[image]
    guard shape.extents.count == 3 else {
      // As near to a square as whole rows allow.
      let height =
        (1...max(1, Int(Double(numbers.count).squareRoot())))
        .last { numbers.count % $0 == 0 } ?? 1
      return ImageGrid.Tile(
        width: numbers.count / height, height: height, numbers: numbers, over: range,
        ramp: .cividis)
    }
    let (height, width, channels) = (shape.extents[0], shape.extents[1], shape.extents[2])
    return ImageGrid.Tile(
      width: width, height: height,
      numbers: (0..<height * width).map { numbers[$0 * channels + channel] }, over: range,
      ramp: .cividis)
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
