import Cairo
import Drawings
import Processes

/// The types of file that a picture can be written as.
enum PictureType: String, CaseIterable {
  case svg, png, pdf

  /// The type that the end of a file's name tells.
  init(_ path: String) throws(UserError) {
    let end = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
    guard let type = PictureType(rawValue: end), path.contains(".") else {
      throw UserError("the name of a picture ends in .svg, .png or .pdf, unlike '\(path)'")
    }
    self = type
  }

  func bytes(of drawing: Drawing) throws -> [UInt8] {
    switch self {
    case .svg: Array(drawing.svg.utf8)
    case .png: try drawing.png()
    case .pdf: try drawing.pdf()
    }
  }
}
