package import CBOR
import Trials

/// What one training needs of the worker that takes it.
package struct Needs: Hashable, Sendable {
  /// At least 1; a program gets as many threads.
  package let slots: Int
  package let gpus: Int
  /// Bytes of memory; 0 where nobody counts.
  package let memory: Int
  /// What the worker must have been started with, in the order of the alphabet.
  package let tags: [String]

  package init(slots: Int = 1, gpus: Int = 0, memory: Int = 0, tags: [String] = []) {
    self.slots = slots
    self.gpus = gpus
    self.memory = memory
    self.tags = tags.sorted()
  }

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
  /// The needs as they are sent.
  package var item: Item {
    .array([
      .integer(Int64(slots)), .integer(Int64(gpus)), .integer(Int64(memory)),
      .array(tags.map(Item.text)),
    ])
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
