package import Datasets
import Documents
package import Processes

/// The list of all that hosts have to be brought for a sweep, written by the process that has opened its spec
/// and data, for the one that launches workers.
package struct DeliveryList: Hashable, Sendable {
  /// The sweep's name.
  package let sweep: String
  /// The files that trainings read.
  package let data: [DatasetFile]
  /// The folder of the spec.
  package let folder: String
  /// The user's program, by the paths of its files from the folder; nil where nothing is brought.
  package let code: [String]?
  /// Programs that have to be installed there.
  package let interpreters: [String]

  /// Makes a list of its parts; no file of them is opened.
  package init(
    sweep: String, data: [DatasetFile], folder: String, code: [String]?, interpreters: [String]
  ) {
    self.sweep = sweep
    self.data = data
    self.folder = folder
    self.code = code
    self.interpreters = interpreters
  }

  /// All of it, with the program that becomes the worker.
  package func delivery(version: String) throws -> Delivery {
    Delivery(
      program: try ProgramArchive(version: version), data: data,
      code: try code.map { try SyncedFolder($0, in: folder) }, interpreters: interpreters)
  }
}

extension DeliveryList {
  /// Writes the list to a file.
  package func write(to path: String) throws(SystemError) {
    try WholeFile.write(Array(json.line.utf8), to: path)
  }

  /// Reads a list that was written to a file.
  package init(at path: String) throws {
    guard let document = Document(json: try WholeFile.bytes(at: path)),
      let list = DeliveryList(document)
    else { throw LaunchError("'\(path)' holds no list of what hosts are brought") }
    self = list
  }

  private var json: JSON {
    .object([
      "sweep": .text(sweep), "folder": .text(folder),
      "data": .list(
        data.map { file in
          switch file.place {
          case .library(let place):
            .object(["path": .text(file.path), "library": .text(place)])
          case .workingFolder(let place):
            .object(["path": .text(file.path), "here": .text(place)])
          case .absolute: .object(["path": .text(file.path)])
          }
        }),
      "code": code.map { .list($0.map(JSON.text)) } ?? .null,
      "interpreters": .list(interpreters.map(JSON.text)),
    ])
  }

  private init?(_ document: Document) {
    guard let sweep = document["sweep"]?.word, let folder = document["folder"]?.word,
      case .list(let files)? = document["data"]?.content,
      let interpreters = document["interpreters"]?.words
    else { return nil }
    let data = files.compactMap { file -> DatasetFile? in
      guard let path = file["path"]?.word else { return nil }
      let place: DatasetFile.Place =
        if let place = file["library"]?.word {
          .library(place)
        } else if let place = file["here"]?.word {
          .workingFolder(place)
        } else {
          .absolute
        }
      return DatasetFile(path: path, place: place)
    }
    guard data.count == files.count else { return nil }
    self.init(
      sweep: sweep, data: data, folder: folder, code: document["code"]?.words,
      interpreters: interpreters)
  }
}

extension Document {
  fileprivate var word: String? { if case .text(let text) = content { text } else { nil } }

  fileprivate var words: [String]? {
    guard case .list(let elements) = content else { return nil }
    return elements.compactMap(\.word)
  }
}
