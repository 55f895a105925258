import Drawings
import Engine
import Planning
import Results
import Store
import Trials

/// What trained networks have learned, as pages show it: the pictures of `sweep inspect` that take no time to
/// speak of, of the best configuration.
extension SweepReader {
  /// Those that can be drawn; none where a network of the best was not kept, or is a program's.
  var networkPictureKinds: [String] {
    // Whatever is wrong with networks is no reason to show no other picture.
    guard let trained = try? TrainedConfiguration(self),
      trained.trials.allSatisfy({
        (try? file.weightsDigest(of: $0.id)) != nil && $0.status == .completed
      }), let network = try? trained.description()
    else { return [] }
    return SweepReader.networkPictures.filter { $0.fits(network) }.map(\.kind.word)
  }

  /// One of them; nil for a word that names none.
  func networkPicture(_ word: String, millimetres: Int) throws -> Drawing? {
    guard let kind = SweepReader.networkPictures.map(\.kind).first(where: { $0.word == word })
    else {
      return nil
    }
    let arguments = try Arguments(
      [word, Option.bare.name, Option.pictureWidth.name, "\(millimetres)"], options: kind.options,
      command: Command.inspect.name)
    var picture: Drawing?
    try kind.show(
      InspectRequest(arguments: arguments, trained: TrainedConfiguration(self)) { picture = $0 })
    return picture
  }

  private static let networkPictures:
    [(kind: InspectKind, fits: @Sendable (NetworkDescription) -> Bool)] = [
      (
        .filters,
        { $0.layers.contains { layer in if case .conv2D = layer { true } else { false } } }
      ),
      (.weights, { $0.seesPixelsWhole }), (.activations, { $0.seesImagesOfClasses }),
      (.occlusion, { $0.seesImagesOfClasses }), (.saliency, { $0.seesImagesOfClasses }),
    ]
}

extension NetworkDescription {
  fileprivate var seesImages: Bool { input.extents.count == 3 }
  fileprivate var seesImagesOfClasses: Bool { seesImages && classCount != nil }

  /// Whether its first layer with weights is a dense one, on images.
  fileprivate var seesPixelsWhole: Bool {
    for layer in layers {
      switch layer {
      case .dense: return seesImages
      case .flatten, .dropout, .reshape: continue
      default: return false
      }
    }
    return false
  }
}
