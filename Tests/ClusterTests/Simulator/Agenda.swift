/// The events to come, by time; events due at one moment happen in the order in which they were noted.
struct Agenda<Happening> {
  private struct Item {
    let time: Duration
    let serial: Int
    let happening: Happening

    func isBefore(_ other: Item) -> Bool {
      (time, serial) < (other.time, other.serial)
    }
  }

  /// A binary heap, the next item first.
  private var items: [Item] = []
  private var serial = 0

  mutating func note(_ happening: Happening, at time: Duration) {
    serial += 1
    items.append(Item(time: time, serial: serial, happening: happening))
    var child = items.count - 1
    while child > 0, items[child].isBefore(items[(child - 1) / 2]) {
      items.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func next() -> (time: Duration, happening: Happening)? {
    guard let first = items.first else { return nil }
    let last = items.removeLast()
    if !items.isEmpty {
      items[0] = last
      var parent = 0
      while true {
        let children = [2 * parent + 1, 2 * parent + 2].filter { $0 < items.count }
        guard let least = children.min(by: { items[$0].isBefore(items[$1]) }),
          items[least].isBefore(items[parent])
        else { break }
        items.swapAt(least, parent)
        parent = least
      }
    }
    return (first.time, first.happening)
  }
}
