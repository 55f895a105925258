extension Statement {
  /// Runs to the end and drops the rows.
  ///
  /// - Parameter values: one for each `?`, in their order.
  package func run(_ values: [Value] = []) throws(DatabaseError) {
    var rows = try rows(values)
    while try rows.next() != nil {}
  }

  /// Starts, and gives the rows one by one.
  ///
  /// Only one set of rows at a time: from within them, `prepare` the same text again.
  package func rows(_ values: [Value] = []) throws(DatabaseError) -> Rows {
    try start(values)
    return Rows(statement: self)
  }

  /// Gives what `transform` makes of every row.
  package func map<Element>(
    _ values: [Value] = [], _ transform: (Row) throws(DatabaseError) -> Element
  ) throws(DatabaseError) -> [Element] {
    var elements: [Element] = []
    var rows = try rows(values)
    while let row = try rows.next() { elements.append(try transform(row)) }
    return elements
  }

  /// Gives what `transform` makes of the first row; nil when there is none.
  package func first<Element>(
    _ values: [Value] = [], _ transform: (Row) throws(DatabaseError) -> Element
  ) throws(DatabaseError) -> Element? {
    var rows = try rows(values)
    guard let row = try rows.next() else { return nil }
    return try transform(row)
  }
}
