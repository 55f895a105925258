/// The word of `candidates` that somebody who wrote `word` most likely meant, if any is near.
///
/// Near is at most a third of the letters wrong, counted as insertions, deletions, replacements
/// and swaps of neighbours (Damerau's distance).
package func closest(to word: String, among candidates: some Sequence<String>) -> String? {
  let nearest =
    candidates
    .map { (distance: editDistance(word.lowercased(), $0.lowercased()), word: $0) }
    .min { ($0.distance, $0.word) < ($1.distance, $1.word) }
  guard let nearest, nearest.distance <= max(1, word.count / 3) else { return nil }
  return nearest.word
}

/// `; did you mean x?`, or nothing when no candidate is near.
package func suggestion(for word: String, among candidates: some Sequence<String>) -> String {
  closest(to: word, among: candidates).map { "; did you mean \($0)?" } ?? ""
}

private func editDistance(_ a: String, _ b: String) -> Int {
  let a = Array(a)
  let b = Array(b)
  var rows = [Array(0...b.count)]
  for i in 0..<a.count {
    var row = [i + 1]
    for j in 0..<b.count {
      let replaced = rows[i][j] + (a[i] == b[j] ? 0 : 1)
      var best = min(replaced, rows[i][j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        best = min(best, rows[i - 1][j - 1] + 1)
      }
      row.append(best)
    }
    rows.append(row)
  }
  return rows[a.count][b.count]
}
