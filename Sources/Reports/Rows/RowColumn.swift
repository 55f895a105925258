/// The values of a column of a table, by the places of its rows.
package enum RowColumn: Hashable, Sendable {
  /// NaN where there is none.
  case numbers([Double])
  /// Empty where there is none.
  case texts([String])

  /// The values as tables for programs have them: numbers where all of them are.
  package init(labels: [String]) {
    let numbers = labels.map { Double($0) ?? .nan }
    self = numbers.allSatisfy(\.isFinite) ? .numbers(numbers) : .texts(labels)
  }

  /// The places of the rows that pass, of those that are asked about.
  package func passing(_ condition: RowCondition, of places: [Int]) -> [Int] {
    switch self {
    case .numbers(let numbers):
      places.filter { condition.lets(numbers[$0].isNaN ? nil : numbers[$0]) }
    case .texts(let texts): places.filter { condition.lets(texts[$0]) }
    }
  }

  /// The places in the order of their values; those without one last, whichever way round, and equal ones as
  /// they were.
  package func sorted(_ places: [Int], isDown: Bool) -> [Int] {
    switch self {
    case .numbers(let numbers):
      let with = places.filter { !numbers[$0].isNaN }
      return with.sorted {
        numbers[$0] == numbers[$1]
          ? $0 < $1 : isDown ? numbers[$0] > numbers[$1] : numbers[$0] < numbers[$1]
      } + places.filter { numbers[$0].isNaN }
    case .texts(let texts):
      let with = places.filter { !texts[$0].isEmpty }
      return with.sorted {
        texts[$0] == texts[$1] ? $0 < $1 : isDown ? texts[$0] > texts[$1] : texts[$0] < texts[$1]
      } + places.filter { texts[$0].isEmpty }
    }
  }
}
