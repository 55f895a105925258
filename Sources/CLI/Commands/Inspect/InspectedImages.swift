import Documents
import Drawings
import Engine
import Inspection
import Planning
import Plots
import Processes
import Reports
import Statistics
import Store
import Training

/// The networks of a configuration, and the images that they are shown.
struct InspectedImages {
  let request: InspectRequest
  /// One of each trial, for inspection.
  let networks: [Network]
  /// The label of the first network: `replicate 0`.
  let firstName: String
  /// The labels of all on an axis of replicates: `0`, and `0/2` for fold 2 where there are several.
  let networkNumbers: [String]
  let classNames: [String]
  /// The images as each network sees them.
  let samples: [InspectedRows]
  /// Height, width and channels.
  let shape: Engine.Shape

  /// - Parameter rows: by their numbers in the data set; nil for the first of each class among the
  ///   validation rows, or for some of them if a count is given.
  /// - Throws: `UserError` for data without classes or images, and for rows that are not there.
  init(_ request: InspectRequest, rows: [Int32]? = nil, count: Int? = nil) throws {
    self.request = request
    let trained = request.trained
    let members = try request.members()
    let data = try trained.data(besides: request.spec)
    guard let first = members.first else {
      throw UserError("'\(trained.name)' has no trained network")
    }
    networks = try members.map {
      try Network($0.description, for: .inspection, capacity: 64, weights: $0.weights)
    }
    firstName = request.label(of: first)
    let hasFolds = trained.trials.contains { $0.fold > 0 }
    networkNumbers = members.map {
      hasFolds ? "\($0.trial.replicate)/\($0.trial.fold)" : "\($0.trial.replicate)"
    }
    let validation = data.trial(first.trial).validation
    let examples = validation.examples
    guard case .classes(let labels, let classes) = examples.targets,
      first.description.classCount == classes
    else {
      throw UserError(
        "'\(trained.name)' gives the classes no probabilities, and this shows what networks take for"
          + " which class")
    }
    guard examples.inputs.shape.extents.count == 3 else {
      throw UserError(
        "'\(trained.name)' is of rows that are no images; the metrics of inspect: in a spec tell of"
          + " attacks on them")
    }
    shape = examples.inputs.shape
    classNames =
      examples.classNames.isEmpty ? (0..<classes).map(String.init) : examples.classNames
    if let wrong = rows?.first(where: { !(0..<examples.inputs.count).contains(Int($0)) }) {
      throw UserError(
        "there is no row \(wrong); the data have rows 0 to \(examples.inputs.count - 1)")
    }
    let chosen =
      rows ?? count.map { validation.spread($0) }
      ?? (0..<classes).compactMap { wanted in
        validation.rows.first { labels[Int($0)] == wanted }
      }
    samples = members.compactMap {
      InspectedRows(chosen, among: data.trial($0.trial).validation)
    }
  }

  /// The images that a command line asks for with `--rows`.
  init(_ request: InspectRequest) throws {
    try self.init(request, rows: try request.rows)
  }

  var name: String { request.trained.name }
  var height: Int { shape.extents[0] }
  var width: Int { shape.extents[1] }
  var channels: Int { shape.extents[2] }
  /// The rows as the first network sees them.
  var rows: InspectedRows { samples[0] }

  /// `n = 5 replicates`.
  var count: String { "n = \(networks.count)" }

  /// The sentence of a caption that tells which images are shown, by their rows.
  var rowNumbers: String {
    "Shown are the rows \(rows.rows.map(String.init).joined(separator: ", ")) of the data."
  }

  /// An image as the first network sees it, in ink or in its colours.
  func tile(_ image: [Float], label: String = "", isMarked: Bool = false) -> ImageGrid.Tile {
    let range = rows.range
    let shares = image.indices.map { place in
      range.width(place) > 0 ? (image[place] - range.lower[place]) / range.width(place) : 0
    }
    if channels == 3 {
      return ImageGrid.Tile(
        width: width, height: height, channels: 3, numbers: shares, label: label,
        isMarked: isMarked)
    }
    return ImageGrid.Tile(
      width: width, height: height, numbers: perPixel(shares) { $0.reduce(0, +) / Float(channels) },
      over: 0...1, ramp: .ink, label: label, isMarked: isMarked)
  }

  /// One number for each pixel of what its channels have.
  func perPixel(_ image: [Float], _ merge: (ArraySlice<Float>) -> Float) -> [Float] {
    (0..<height * width).map { merge(image[$0 * channels..<($0 + 1) * channels]) }
  }

  /// `0.95`, below an image.
  func share(_ number: some BinaryFloatingPoint) -> String { Double(number).fixed(2) }
}

extension InspectRequest {
  /// The numbers of rows that are asked for; nil for none.
  fileprivate var rows: [Int32]? {
    get throws(UserError) {
      guard let words = try arguments.list(.imageRows) else { return nil }
      var rows: [Int32] = []
      for word in words {
        guard let row = Int32(word) else {
          throw UserError("--rows takes numbers of rows with commas between, such as 12,77")
        }
        rows.append(row)
      }
      return rows
    }
  }
}

extension Option {
  static let imageRows = Option(
    "--rows", value: "NUMBERS",
    "rows of the data set, from 0, such as 12,77 (default: one of each class, not trained on)")
  static let stepCount = Option(
    "--steps", value: "N",
    "of an attack (default 10, or 200 towards a class), or of integrated gradients (default 128)")
}

/// `0.95 ± 0.01`: the mean and the sample standard deviation of some numbers.
func meanAndDeviation(_ numbers: [Double], places: Int = 2) -> String {
  let moments = Moments(numbers)
  guard let mean = moments.mean else { return "none" }
  let deviation = moments.standardDeviation.map { " ± \($0.fixed(places))" } ?? ""
  return mean.fixed(places) + deviation
}
