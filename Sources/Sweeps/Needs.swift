package import CBOR
import Documents
import Trials

/// The needs of one training, to be met by the worker that takes it.
package struct Needs: Hashable, Sendable {
  /// At least 1; a program gets as many threads.
  package let slots: Int
  /// The number of GPUs that a training has for itself; 0 for none.
  package let gpus: Int
  /// Bytes of memory; 0 where nobody counts.
  package let memory: Int
  /// The tags that the worker must have been started with, in the order of the alphabet.
  package let tags: [String]

  /// - Parameter tags: in any order.
  package init(slots: Int = 1, gpus: Int = 0, memory: Int = 0, tags: [String] = []) {
    self.slots = slots
    self.gpus = gpus
    self.memory = memory
    self.tags = tags.sorted()
  }

  /// The needs where a spec asks for nothing: one slot, no GPU, memory that nobody counts, no tag.
  package static let oneSlot = Needs()

  /// How many such trainings a worker with so much of everything can do at a time.
  package func places(slots: Int, gpus: Int, memory: Int, tags: [String]) -> Int {
    guard self.tags.allSatisfy(tags.contains) else { return 0 }
    var places = slots / self.slots
    if self.gpus > 0 { places = min(places, gpus / self.gpus) }
    if self.memory > 0 { places = min(places, memory / self.memory) }
    return places
  }
}

extension Needs {
  /// Tells what a worker with so much of everything lacks for a single one of such trainings, for a sentence
  /// that begins with them; nil where it lacks nothing.
  package func shortfall(slots: Int, gpus: Int, memory: Int, tags: [String]) -> String? {
    if slots < self.slots {
      return
        "each takes \(self.slots) slots (needs.slots), and there are \(slots); -j \(self.slots) gives"
        + " as many"
    }
    if gpus < self.gpus {
      return "each takes \(self.gpus) GPU\(self.gpus == 1 ? "" : "s") (needs.gpus), and there"
        + (gpus == 0 ? " is none" : " are \(gpus)") + "; --gpus names those that may be used"
    }
    if memory < self.memory {
      return "each takes \(Needs.size(self.memory)) of memory (needs.memory), and there are"
        + " \(Needs.size(memory)); --memory says otherwise"
    }
    if let tag = self.tags.first(where: { !tags.contains($0) }) {
      return "each asks for '\(tag)' (needs.tags), which is not here; --tags \(tag) says that it is"
    }
    return nil
  }

  private static func size(_ bytes: Int) -> String {
    let gigabytes = Double(bytes) / Double(1 << 30)
    guard gigabytes >= 1 else { return "\(bytes >> 20) MiB" }
    return "\(Document.label((10 * gigabytes).rounded() / 10)) GiB"
  }

  /// Appends the needs as they are sent.
  package func encode(into bytes: inout [UInt8]) {
    Item.encode(arrayOf: 4, into: &bytes)
    Item.encode(Int64(slots), into: &bytes)
    Item.encode(Int64(gpus), into: &bytes)
    Item.encode(Int64(memory), into: &bytes)
    Item.encode(arrayOf: tags.count, into: &bytes)
    for tag in tags { Item.encode(tag, into: &bytes) }
  }

  /// Reads `item` back; nil when it is none.
  package init?(_ item: Item) {
    guard case .array(let fields) = item, fields.count == 4, let slots = fields[0].count,
      slots > 0, let gpus = fields[1].count, let memory = fields[2].count,
      case .array(let words) = fields[3]
    else { return nil }
    let tags = words.compactMap { if case .text(let tag) = $0 { tag } else { nil } }
    guard tags.count == words.count else { return nil }
    self.init(slots: slots, gpus: gpus, memory: memory, tags: tags)
  }
}
