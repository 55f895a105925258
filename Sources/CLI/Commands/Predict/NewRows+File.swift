import Datasets
import Drawings
import Engine
import Planning
import Processes
import Segmentation

extension TrainedConfiguration {
  /// The rows of a file, as its first bytes or the data that were learned from say how to read it.
  ///
  /// - Parameters:
  ///   - spec: the spec's file, beside which the data lie that were learned from.
  ///   - isInverted: whether dark and light of a picture change places.
  /// - Returns: with the data, where they had to be opened.
  func newRows(
    _ path: String, besides spec: String?, inverted isInverted: Bool
  ) throws -> (rows: NewRows, data: TrainedData?) {
    do {
      if try NewRows.isPicture(path) {
        let picture = try Raster(photo: path)
        return (try pictureRow(picture, isInverted, besides: spec), nil)
      }
      guard !isInverted else {
        throw UserError("--invert is for pictures, JPEG or PNG, and '\(path)' is none")
      }
      if let rows = try NewRows(array: path) { return (rows, nil) }
      let data = try data(besides: spec)
      guard case .csv(let file) = data.reference else {
        throw UserError(
          "'\(path)' is no IDX file, no array of NumPy, no JPEG and no PNG, and the networks of '\(name)'"
            + " learned from \(data.dataset.form.shape), which no table has")
      }
      return (try NewRows(table: path, like: file, of: data.dataset), data)
    } catch let error as DatasetError {
      throw UserError("\(error)", cause: error)
    }
  }

  /// A picture in the size and the colours that the networks take.
  private func pictureRow(
    _ picture: Raster, _ isInverted: Bool, besides spec: String?
  ) throws -> NewRows {
    let input = try description(besides: spec).input
    let side = input.pictureSide
    let extents =
      input.extents.count == 3 ? input.extents : [side ?? 0, side ?? 0, 1]
    guard extents[0] > 0, [1, 3].contains(extents[2]) else {
      throw UserError("the networks of '\(name)' take \(input), and no pictures")
    }
    let channels =
      extents[2] == 1
      ? [GreyImage(picture)] : (0..<3).map { GreyImage(picture, channel: $0) }
    let planes = channels.map { $0.resampled(width: extents[1], height: extents[0]).values }
    let numbers = planes[0].indices.flatMap { pixel in
      planes.map { isInverted ? 1 - $0[pixel] : $0[pixel] }
    }
    return NewRows(
      shape: .image(height: extents[0], width: extents[1], channels: extents[2]), numbers: numbers)
  }
}

extension NewRows {
  /// Whether a file begins as JPEG or PNG do.
  fileprivate static func isPicture(_ path: String) throws(UserError) -> Bool {
    do throws(SystemError) {
      guard case .bytes(let start) = try Descriptor(named: path).read(upTo: 4) else { return false }
      return start.starts(with: [0xff, 0xd8]) || start.elementsEqual([0x89, 0x50, 0x4e, 0x47])
    } catch {
      throw UserError("'\(path)' cannot be read: \(error.message)", cause: error)
    }
  }
}

extension Engine.Shape {
  /// The side of the square pictures of one channel that these extents are of; nil of others.
  var pictureSide: Int? {
    switch extents.count {
    case 3: return extents[0] == extents[1] && extents[2] == 1 ? extents[0] : nil
    case 1:
      let side = Int(Double(extents[0]).squareRoot().rounded())
      return side > 1 && side * side == extents[0] ? side : nil
    default: return nil
    }
  }
}
