import Glibc

extension RandomStream {
  /// A number from 0 up to but not including 1, with 53 random bits.
  package mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A single-precision number from 0 up to but not including 1, with 24 random bits.
  package mutating func uniformFloat() -> Float {
    Float(next() >> 40) * 0x1p-24
  }

  /// An integer from 0 up to but not including `bound`, every one equally likely.
  ///
  /// Lemire's method ("Fast random integer generation in an interval", 2019): a multiplication, and
  /// a rejection for the few values that would favour small numbers.
  ///
  /// - Precondition: `bound` is positive.
  package mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "no integer lies below \(bound)")
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold {
        product = next().multipliedFullWidth(by: bound)
      }
    }
    return Int(product.high)
  }

  /// A draw from the normal distribution with mean 0 and standard deviation 1.
  ///
  /// Marsaglia's polar method (1964); the second of each pair is thrown away so that a stream has
  /// no memory besides its state.
  package mutating func normal() -> Double {
    while true {
      let x = 2 * uniform() - 1
      let y = 2 * uniform() - 1
      let square = x * x + y * y
      if square > 0 && square < 1 {
        return x * (-2 * log(square) / square).squareRoot()
      }
    }
  }

  /// Puts the elements into a random order, every order equally likely.
  ///
  /// Fisher and Yates in Durstenfeld's form, from the last element down.
  package mutating func shuffle<Element>(_ elements: inout [Element]) {
    guard elements.count > 1 else { return }
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, integer(below: last + 1))
    }
  }
}
