import Documents
import Drawings
import Engine
import Inspection
import Plots

extension InspectKind {
  /// The pixels that speak for the true class.
  static let saliency = InspectKind(
    word: "saliency", summary: "the input's gradient, and integrated gradients, of the true class",
    options: pictures + [.imageRows, .replicate, .stepCount]
  ) { request in
    let steps = try request.arguments.integer(.stepCount, in: 1...100_000) ?? 128
    try request.write(InspectedImages(request).saliency(steps: steps, request.format()))
  }
}

extension InspectedImages {
  /// The images, and below each the slopes of their class's logit and the integrated gradients of its
  /// probability, as means over networks.
  fileprivate func saliency(steps: Int, _ format: PlotFormat) throws -> Drawing {
    var (gradients, integrated) = ([ImageGrid.Tile](), [ImageGrid.Tile]())
    for index in rows.inputs.indices {
      let slopes = try zip(networks, samples).map { network, some in
        try network.saliency(of: some.inputs[index], label: some.labels[index])
      }
      // The steepest channel of a pixel, as the authors have it.
      gradients.append(
        tile(perPixel(mean(slopes.map { $0.map(abs) })) { $0.max() ?? 0 }, ramp: .ink))
      let parts = try zip(networks, samples).map { network, some in
        let image = some.inputs[index]
        return try network.integratedGradients(
          of: image, label: some.labels[index],
          from: ImageGround(image, shape: shape).blank(pixels: height * width), steps: steps)
      }
      integrated.append(tile(perPixel(mean(parts)) { $0.reduce(0, +) }, ramp: .signed))
    }
    let images = rows.inputs.indices.map {
      tile(rows.inputs[$0], label: classNames[rows.labels[$0]])
    }
    return ImageGrid(
      [
        ImageGrid.Row("image", images), ImageGrid.Row("gradient", gradients),
        ImageGrid.Row("integrated", integrated),
      ], over: -1...1, ramp: .signed, scaleTitle: "share of the image's largest"
    ).drawing(
      format, title: "\(name): saliency",
      caption: [
        "\(name): how steeply the logit of the true class changes with each pixel (black: most), and"
          + " integrated gradients of its probability on the way from an image of background alone"
          + " (\(steps) steps; orange speaks for the class, blue against it); means over networks"
          + " (\(count)).",
        "Each image has its own scale.",
        rowNumbers,
      ])
  }

  private func mean(_ images: [[Float]]) -> [Float] {
    images[0].indices.map { place in
      images.reduce(0) { $0 + $1[place] } / Float(images.count)
    }
  }

  /// Numbers of pixels as shares of the largest.
  private func tile(_ numbers: [Float], ramp: Ramp) -> ImageGrid.Tile {
    let largest = Double(numbers.reduce(0) { max($0, abs($1)) })
    let least = ramp == .signed ? -largest : 0
    return ImageGrid.Tile(
      width: width, height: height, numbers: numbers, over: least...max(largest, .ulpOfOne),
      ramp: ramp)
  }
}
