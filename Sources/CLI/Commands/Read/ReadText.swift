import Datasets
import Documents
import Drawings
import Engine
import Glibc
import Planning
import Processes
import Segmentation

/// The text that networks read on a photograph.
struct ReadText {
  /// The letters by lines and words.
  let lines: [[[ReadLetter]]]
  /// How many networks voted.
  let voters: Int

  /// A letter, and how sure it is.
  struct ReadLetter: Hashable {
    let character: String
    /// The mean over the networks.
    let probability: Double
    /// The share of networks that say the same.
    let agreement: Double
    /// The box around the letter, in pixels of the photograph.
    let box: Box
  }

  /// - Throws: `UserError` where the networks take no square pictures of one channel, or learned no classes.
  init(_ photo: Raster, by ensemble: Ensemble, called name: String) throws(UserError) {
    voters = ensemble.members.count
    guard let names = ensemble.classNames, let side = ensemble.input.pictureSide else {
      throw UserError(
        "'\(name)' does not read letters: its networks tell classes of square grey pictures from each"
          + " other, or they are none for this; train sweeps/characters-cnn.yaml, with --keep weights=last"
      )
    }
    let image = GreyImage(photo).shrunk(to: 1600)
    let scale = Double(photo.width) / Double(image.width)
    let lines = image.ink().lines()
    let letters = lines.flatMap(\.letters)
    guard !letters.isEmpty else {
      self.lines = []
      return
    }
    let kinds = try CharacterKind.all(of: names, side: side).map { kind throws(UserError) in
      let pictures = letters.flatMap { $0.image(kind.look).values }
      let rows = NewRows(
        shape: .image(height: side, width: side, channels: 1), numbers: pictures)
      return (kind: kind, votes: try ensemble.votes(on: rows))
    }
    var next = 0
    self.lines = lines.map { line in
      line.words.map { word in
        let places = next..<next + word.count
        next += word.count
        let votes = kinds.map { kind, votes in
          places.map { votes.vote(of: $0, among: kind.classes) }
        }.max { $0.logLikelihood < $1.logLikelihood }
        return zip(word, votes ?? []).map { letter, vote in
          ReadLetter(
            character: names[vote.place], probability: vote.mean,
            agreement: vote.agreement ?? 1,
            box: Box(
              left: scale * Double(letter.box.left), top: scale * Double(letter.box.top),
              width: scale * Double(letter.box.width), height: scale * Double(letter.box.height)))
        }
      }
    }
  }

  /// A line of text for each of the photograph's.
  var text: String {
    lines.map { $0.map { $0.map(\.character).joined() }.joined(separator: " ") + "\n" }.joined()
  }

  var json: JSON {
    .object([
      "text": .text(text), "networks": .integer(voters),
      "lines": .list(
        lines.map { words in
          .list(words.map { .list($0.map(\.json)) })
        }),
    ])
  }
}

extension ReadText.ReadLetter {
  fileprivate var json: JSON {
    .object([
      "letter": .text(character), "probability": .number(probability),
      "agreement": .number(agreement),
      "box": .list([box.left, box.top, box.right, box.bottom].map { .integer(Int($0.rounded())) }),
    ])
  }
}

/// Letters or digits: a word is of one kind, and the training characters of each have their own size.
private struct CharacterKind {
  let classes: [Int]
  let look: LetterLook

  /// The kinds that classes are of.
  ///
  /// EMNIST's letters fill 23 of 28 pixels and MNIST's digits 20; pictures of 32 have a margin of 2 around.
  static func all(of names: [String], side: Int) -> [CharacterKind] {
    let pixel = side == 28 ? 1 : Double(side) / 32
    let parts = [(isDigit: false, extent: 23.0), (isDigit: true, extent: 20.0)]
    return parts.compactMap { isDigit, extent in
      let classes = names.indices.filter { (Int(names[$0]) != nil) == isDigit }
      return classes.isEmpty
        ? nil
        : CharacterKind(classes: classes, look: LetterLook(side: side, extent: extent * pixel))
    }
  }
}

extension [Vote] {
  /// How probable all of it is together; a single doubt does not rule out the rest.
  fileprivate var logLikelihood: Double { reduce(0) { $0 + log($1.mean + 1e-4) } }
}
