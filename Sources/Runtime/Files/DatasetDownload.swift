import Cluster
package import Keys
import Processes

/// Brings the data that a sweep's trainings read to a host that lacks it, before its worker starts; what it lacks
/// later, its runners bring (`RunnerData`).
///
/// Data in one of the folders in which data is looked for is taken as it is: should it be other
/// data, the trainings say so.
package struct DatasetDownload: Sendable {
  /// The folders in which sets are looked for by name; what is brought goes into the last.
  private let folders: [String]
  /// Where else files lie that a spec names by their paths, besides where the worker starts.
  private let code: String?

  /// - Parameters:
  ///   - folders: those in which sets are looked for by name; what is brought goes into the last.
  ///   - code: another folder of files that a spec names by their paths; nil without one.
  package init(folders: [String], code: String?) {
    self.folders = folders
    self.code = code
  }

  /// The folder into which sets are brought; nil where there is none.
  var root: String? { folders.last }

  /// The prefixes of files that belong into the folder of sets, and into the one where a worker starts.
  private static let library = "library/"
  private static let here = "here/"

  /// - Parameter note: is told now and then how far it is.
  /// - Returns: whether a coordinator answered.
  package func run(
    at endpoint: String, key: WorkerKey?, timeout: Duration, note: @escaping (String) -> Void
  ) throws -> Bool {
    var fetcher = try Fetcher(
      at: endpoint, key: key, timeout: timeout,
      onSilence: {
        note(
          "no coordinator answers at \(endpoint) so far; calling on for as long as --patience says, Ctrl-C"
            + " ends it")
      })
    let offers: [OfferedFile]
    do {
      offers = try fetcher.offers(.data)
    } catch let error as FetchError where error.isSilence {
      return false
    }
    guard offers.contains(where: { place(of: $0) != nil }), let root = folders.last else {
      return true
    }
    // Several workers may share the disk; one brings it, and the others find it there.
    let lock = try Folder(root).awaitLock("fetching")
    defer { withExtendedLifetime(lock) {} }
    for offer in offers {
      guard let place = place(of: offer) else { continue }
      let slash = place.lastIndex(of: "/") ?? place.endIndex
      _ = try Folder(String(place[..<slash]))
      try fetcher.fetch(offer, to: place, note: note)
      note("brought '\(place[slash...].dropFirst())' from the coordinator")
    }
    return true
  }

  /// Where a file is to be brought; nil where it is already, or belongs nowhere.
  ///
  /// The coordinator chooses the name: below one of two folders, through no links there, and none that
  /// begins with a dot, as programs of this user's may take such files for their settings.
  func place(of offer: OfferedFile) -> String? {
    let text = offer.place
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count > 1, !text.utf8.contains(0),
      parts.allSatisfy({ $0 == "." || !$0.isEmpty && !$0.hasPrefix(".") })
    else { return nil }
    if text.hasPrefix(DatasetDownload.here) {
      let path = text.dropFirst(DatasetDownload.here.count)
      let known = [".", code].compactMap(\.self).map { "\($0)/\(path)" }
      guard !known.contains(where: Folder.exists) else { return nil }
      return isReachedWithoutLinks(path, from: ".") ? "./\(path)" : nil
    }
    guard text.hasPrefix(DatasetDownload.library), let last = folders.last else { return nil }
    let path = text.dropFirst(DatasetDownload.library.count)
    // With the subfolder or without, gzipped or not, as sets are looked for.
    let plain = path.hasSuffix(".gz") ? path.dropLast(3) : path
    let names = [plain, plain.split(separator: "/").last ?? plain]
    let known = folders.flatMap { folder in
      names.flatMap { ["\(folder)/\($0)", "\(folder)/\($0).gz"] }
    }
    guard !known.contains(where: Folder.exists) else { return nil }
    return isReachedWithoutLinks(path, from: last) ? "\(last)/\(path)" : nil
  }

  /// Whether no part of a path below a folder is a link, also one that leads nowhere.
  private func isReachedWithoutLinks(_ path: some StringProtocol, from folder: String) -> Bool {
    var place = folder
    for part in path.split(separator: "/") {
      place += "/\(part)"
      if Folder.isLink(at: place) { return false }
    }
    return true
  }
}
