/// The names of classes, groups or categories, and which of them each row has.
///
/// Where all texts are numbers, equal numbers are one name (`1` and `1.0`), the shortest of its texts.
/// Whole numbers are in the order of size, other texts in that of their letters' code points.
struct ClassNames {
  let names: [String]
  /// The place of each text among the names.
  let indices: [String: Int]

  init(of texts: some Sequence<String>) {
    let distinct = Set(texts)
    let numbers = distinct.compactMap { text in TableNumber.double(text).map { (text, $0) } }
    guard numbers.count == distinct.count else {
      names = distinct.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      indices = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
      return
    }
    var texts: [Double: [String]] = [:]
    for (text, number) in numbers { texts[number, default: []].append(text) }
    func shortest(_ texts: [String]) -> String {
      texts.min { ($0.utf8.count, $0) < ($1.utf8.count, $1) } ?? ""
    }
    var named = texts.map { (number: $0.key, name: shortest($0.value), texts: $0.value) }
    let areWhole = named.allSatisfy { $0.number.rounded() == $0.number }
    named.sort {
      areWhole ? $0.number < $1.number : $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }
    names = named.map(\.name)
    var indices: [String: Int] = [:]
    for (index, entry) in named.enumerated() {
      for text in entry.texts { indices[text] = index }
    }
    self.indices = indices
  }

  func index(of text: String) -> Int { indices[text] ?? 0 }
}
