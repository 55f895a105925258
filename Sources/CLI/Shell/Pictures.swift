import Plots
import Processes
import Reports

extension Option {
  static let picture = Option("--output", short: "-o", value: "FILE", "an .svg, .png or .pdf")
  static let pictureWidth = Option(
    "--width", value: "WIDTH", "column (default, 85 mm), full (174 mm) or millimetres")
  static let bare = Option(
    "--bare", "leave the caption to the document that the picture is for")
  static let recordFormat = Option(
    "--format", short: "-f", value: "FORMAT", words: RecordTable.Format.allCases.map(\.rawValue),
    "text (default), csv or json")
}

extension PlotFormat {
  /// The format that a command line asks for.
  init(_ arguments: Arguments) throws(UserError) {
    let hasCaption = !arguments.has(.bare)
    switch arguments.text(.pictureWidth) ?? "column" {
    case "column": self.init(millimetres: PlotFormat.column, hasCaption: hasCaption)
    case "full": self.init(millimetres: PlotFormat.full, hasCaption: hasCaption)
    case let text:
      guard let width = Double(text), (40...1000).contains(width) else {
        throw UserError(
          "--width must be column, full or a number of millimetres from 40 to 1000, not '\(text)'")
      }
      self.init(millimetres: width, hasCaption: hasCaption)
    }
  }
}

extension Output {
  /// Prints records in the format that a command line asks for.
  static func print(_ table: RecordTable, _ arguments: Arguments) throws(UserError) {
    let formats = RecordTable.Format.allCases.map { ($0.rawValue, $0) }
    let format = try arguments.choice(.recordFormat, among: formats) ?? .text
    print(table.formatted(as: format, width: width, style: style))
  }
}
