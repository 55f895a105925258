import Documents
import Glibc
import Sweeps

extension SearchProblem {
  /// A problem whose values are all measured: a table of whole numbers from 0, the places of a
  /// parameter's values, and in the last column what is minimised.
  ///
  /// The first line names the columns; a name with `?` at its end has values without an order.
  ///
  /// - Returns: nil when the file cannot be read, or is no such table.
  init?(tableAt path: String) {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var byte = getc(file)
    while byte != EOF {
      bytes.append(UInt8(truncatingIfNeeded: byte))
      byte = getc(file)
    }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    guard let names = lines.first?.split(separator: ",").dropLast(), !names.isEmpty else {
      return nil
    }
    var values: [[Int]: Double] = [:]
    var sizes = names.map { _ in 1 }
    for line in lines.dropFirst() {
      let cells = line.split(separator: ",")
      let places = cells.dropLast().compactMap { Int($0) }
      guard places.count == names.count, let value = cells.last.flatMap({ Double($0) }) else {
        return nil
      }
      for (axis, place) in places.enumerated() { sizes[axis] = max(sizes[axis], place + 1) }
      values[places] = value
    }
    let dimensions = zip(names, sizes).map { name, size in
      let labels = (0..<size).map { "\($0)" }
      return name.hasSuffix("?")
        ? Dimension(
          String(name),
          .choice(
            labels.map { Parameter.Option(label: $0, value: Document(.text($0))) }, weights: nil))
        : Dimension(String(name), .integers(0, size - 1))
    }
    let table = values
    self.init(
      name: String(path.split(separator: "/").last?.prefix { $0 != "." } ?? "table"),
      space: Space(dimensions), minimum: values.values.min() ?? 0
    ) { numbers in
      table[numbers.map { Int($0 ?? 0) }] ?? .infinity
    }
  }
}
