import Documents
import Sweeps

extension Spec {
  /// The parameters that no word of the command holds, where others are held: the program finds them in
  /// a file only, and may not know.
  package var silentParameters: [String] {
    guard !isOfWandb, let command = sweep.recipe["command"],
      case .list(let words) = command.content,
      !words.contains(where: { $0["arguments"] != nil })
    else { return [] }
    // The parameters that an option holds are spoken wherever that option is.
    let space = sweep.search?.space.dimensions.compactMap(\.distribution.options) ?? []
    let options = sweep.parameters.map(\.options) + space
    let spoken = command.placeholders + options.joined().flatMap(\.value.placeholders)
    let silent = sweep.parameters.map(\.name).filter { !spoken.contains($0) }
    return silent.count < sweep.parameters.count ? silent : []
  }
}
