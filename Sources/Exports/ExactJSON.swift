import Documents
import Reports
import Sweeps

extension JSON {
  /// The number, also when it is not finite; `null` for none.
  init(exactly number: Double?) {
    switch number {
    case nil: self = .null
    case .some(let number) where number.isNaN: self = .text("NaN")
    case .some(let number) where number.isInfinite:
      self = .text(number < 0 ? "-Infinity" : "Infinity")
    case .some(let number): self = .number(number)
    }
  }

  /// The document with every number of it.
  init(exactly document: Document) {
    switch document.content {
    case .null: self = .null
    case .boolean(let flag): self = .boolean(flag)
    case .integer(let integer): self = .integer(Int(integer))
    case .number(let number): self = JSON(exactly: number)
    case .text(let text): self = .text(text)
    case .list(let elements): self = .list(elements.map { JSON(exactly: $0) })
    case .map(let entries): self = .object(entries.map { .init($0.key, JSON(exactly: $0.value)) })
    }
  }
}
