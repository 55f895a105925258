import Planning
import Results

extension TrainedConfiguration {
  /// The configuration of a name such as `l2=0.001`, `mnist-l2:l2=0.001` or `old.sqlite:mnist-l2`; the
  /// best where the name is of a whole sweep, or there is none.
  ///
  /// - Parameter home: the sweep that is meant where none is named.
  init(named text: String?, from home: () throws -> SweepReader) throws {
    guard let text else {
      try self.init(home())
      return
    }
    let name = try ConfigurationName(text, from: home)
    if name.isWholeSweep {
      try self.init(name.recorded)
    } else {
      try self.init(name.recorded, number: name.number())
    }
  }
}

extension Option {
  static let spec = Option(
    "--spec", value: "FILE", "the spec, where the data lie beside it and not here")
}
