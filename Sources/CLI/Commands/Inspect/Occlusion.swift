import Documents
import Drawings
import Inspection
import Plots
import Processes
import Statistics

extension InspectKind {
  /// The parts of an image that networks need.
  static let occlusion = InspectKind(
    word: "occlusion", summary: "the probability of the true class as a patch hides the image",
    options: pictures + [.imageRows, .replicate, .patch, .patchStride]
  ) { request in
    let patch = try request.arguments.integer(.patch, in: 1...1000) ?? 4
    let stride = try request.arguments.integer(.patchStride, in: 1...1000) ?? max(1, patch / 2)
    guard stride <= patch else {
      throw UserError(
        "--stride is \(stride), and pixels between patches of \(patch) would stay uncovered; make it"
          + " at most \(patch)")
    }
    try request.write(
      InspectedImages(request).occlusion(
        Occlusion(patch: patch, stride: stride), request.format()))
  }
}

extension Option {
  fileprivate static let patch = Option("--patch", value: "SIDE", "in pixels (default 4)")
  fileprivate static let patchStride = Option(
    "--stride", value: "PIXELS", "how far the patch moves at once (default: half of its side)")
}

extension InspectedImages {
  /// The images, and below each the mean and the spread over networks of what its parts are worth.
  fileprivate func occlusion(_ occlusion: Occlusion, _ format: PlotFormat) -> Drawing {
    let maps = zip(networks, samples).map { network, some in
      zip(some.inputs, some.labels).map { image, label in
        occlusion.map(of: image, label: label, shape: shape, by: network)
      }
    }
    func tiles(_ number: (Moments) -> Double) -> [ImageGrid.Tile] {
      rows.inputs.indices.map { index in
        let numbers = (0..<height * width).map { pixel in
          Float(number(Moments(maps.map { $0[index].hidden[pixel] })))
        }
        return ImageGrid.Tile(width: width, height: height, numbers: numbers)
      }
    }
    var grid = [
      ImageGrid.Row(
        "image",
        rows.inputs.indices.map { tile(rows.inputs[$0], label: classNames[rows.labels[$0]]) }),
      ImageGrid.Row("mean", tiles { $0.mean ?? .nan }),
    ]
    if networks.count > 1 {
      grid.append(ImageGrid.Row("std", tiles { $0.standardDeviation ?? 0 }))
    }
    // One number a network: replicates are what varies.
    func drops(_ drop: (Occlusion.Map) -> Double?) -> String {
      meanAndDeviation(
        maps.map { maps in Moments(maps.compactMap(drop)).mean ?? .nan }, places: 3)
    }
    return ImageGrid(
      grid, over: 0...1, ramp: .cividis, scaleTitle: "probability of the true class"
    ).drawing(
      format, title: "\(name): occlusion",
      caption: [
        "\(name): the probability of the true class where a patch of \(occlusion.patch) x"
          + " \(occlusion.patch) pixels of background hides the image, for each pixel the mean over the"
          + " patches that hide it (stride \(occlusion.stride)); mean"
          + (networks.count > 1 ? " and sample standard deviation" : "")
          + " over networks (\(count)).",
        "The probability falls by \(drops(\.dropOnStrokes)) over strokes and by"
          + " \(drops(\.dropOnBackground)) over background.",
        rowNumbers,
      ])
  }
}
