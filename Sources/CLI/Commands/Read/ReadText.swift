import Datasets
import Documents
import Drawings
import Engine
import Planning
import Processes
import Segmentation

/// What networks read on a photograph.
struct ReadText {
  /// By lines and words.
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
    /// In pixels of the photograph.
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
    let look = LetterLook(side: side, extent: 0.69 * Double(side))
    let pictures = letters.flatMap { $0.image(look).values }
    let votes = try ensemble.votes(
      on: NewRows(shape: .image(height: side, width: side, channels: 1), numbers: pictures))
    var next = 0
    self.lines = lines.map { line in
      line.words.map { word in
        word.map { letter in
          let vote = votes[next]
          next += 1
          return ReadLetter(
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
