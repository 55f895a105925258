import Drawings
import Engine
import Planning
import Reports
import Results
import Store
import Trials
import Web

/// Pictures of trained networks, as pages show them: those of `sweep inspect` that take no time to speak of,
/// of the best configuration.
extension SweepReader {
  /// The pictures that can be drawn, and why there are none.
  var networkPictures: NetworkPictures {
    // An error of networks is no reason to show no other picture.
    let trained: TrainedConfiguration
    let network: NetworkDescription
    do {
      trained = try TrainedConfiguration(self)
      guard
        trained.trials.allSatisfy({
          (try? file.weightsDigest(of: $0.id)) != nil && $0.status == .completed
        })
      else {
        return NetworkPictures(
          [],
          reason:
            "the networks of the best were not kept; 'sweep run' with --keep weights=last shows"
            + " here what they have learned")
      }
      network = try trained.description()
    } catch {
      return NetworkPictures([], reason: Main.sentence(for: error).printable)
    }
    let fitting = SweepReader.kinds.filter { $0.fits(network) }
    return NetworkPictures(
      fitting.map { ($0.kind.word, $0.title) },
      reason: fitting.isEmpty
        ? "its networks do not see images, of which pictures could be drawn" : nil)
  }

  /// One of them; nil for a word that names none.
  func networkPicture(_ word: String, millimetres: Int) throws -> Drawing? {
    guard let kind = SweepReader.kinds.map(\.kind).first(where: { $0.word == word })
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

  private static let kinds:
    [(kind: InspectKind, title: String, fits: @Sendable (NetworkDescription) -> Bool)] = [
      (
        .filters, "Filters of the best",
        { $0.layers.contains { layer in if case .conv2D = layer { true } else { false } } }
      ),
      (.weights, "Weights of the best", { $0.seesPixelsWhole }),
      (.activations, "Activations of the best", { $0.seesImagesOfClasses }),
      (.occlusion, "Occlusion of the best", { $0.seesImagesOfClasses }),
      (.saliency, "Saliency of the best", { $0.seesImagesOfClasses }),
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
