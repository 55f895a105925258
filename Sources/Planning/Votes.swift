/// The outputs of several networks for the same rows.
package struct Votes: Sendable {
  /// Row by row, of each network.
  package let members: [[Float]]
  /// How many numbers come out for a row.
  package let width: Int
  /// Whether these are the probabilities of classes.
  private let areClasses: Bool

  /// - Precondition: at least one member, each with as many numbers as any other.
  package init(members: [[Float]], width: Int, areClasses: Bool) {
    precondition(!members.isEmpty && members.allSatisfy { $0.count == members[0].count })
    (self.members, self.width, self.areClasses) = (members, width, areClasses)
  }

  /// The number of rows, the same for every network.
  package var count: Int { members[0].count / width }

  /// The probabilities of the classes that a network gives a row; a single output is that of the second
  /// of two classes. Where there are no classes, the numbers themselves.
  package func outputs(of row: Int, member: Int) -> [Double] {
    let numbers = members[member][(row * width)..<((row + 1) * width)].map { Double($0) }
    return areClasses && width == 1 ? [1 - numbers[0], numbers[0]] : numbers
  }

  /// The vote of all networks on a row.
  package subscript(row: Int) -> Vote { vote(of: row, among: nil) }

  /// Gives the vote of all networks on a row that can be of some classes alone; nil for any.
  package func vote(of row: Int, among classes: [Int]?) -> Vote {
    func greatest(_ numbers: [Double]) -> Int {
      guard let classes else { return numbers.greatest }
      return classes.max { numbers[$0] < numbers[$1] } ?? 0
    }
    let outputs = members.indices.map { self.outputs(of: row, member: $0) }
    let count = Double(outputs.count)
    let means = outputs[0].indices.map { place in
      outputs.reduce(0) { $0 + $1[place] } / count
    }
    let place = areClasses ? greatest(means) : 0
    let squares = outputs.reduce(0) { sum, numbers in
      let difference = numbers[place] - means[place]
      return sum + difference * difference
    }
    return Vote(
      means: means, place: place,
      deviation: outputs.count > 1 ? (squares / (count - 1)).squareRoot() : nil,
      agreement: areClasses
        ? Double(outputs.count { greatest($0) == place }) / count : nil)
  }
}

/// The joint output of several networks for one row.
package struct Vote: Hashable, Sendable {
  /// The mean of each output.
  package let means: [Double]
  /// The class with the largest mean; 0 where there are no classes.
  package let place: Int
  /// The standard deviation of that output over n networks, with n - 1 below; nil of a single one.
  package let deviation: Double?
  /// The share of networks that give this class the most; nil where there are no classes.
  package let agreement: Double?

  /// The mean that counts: the probability of the class, or the number.
  package var mean: Double { means[place] }
}

extension [Double] {
  /// The place of the largest number; the first of equals.
  package var greatest: Int {
    indices.reduce(startIndex) { self[$1] > self[$0] ? $1 : $0 }
  }
}
