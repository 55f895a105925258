import CCairo

/// A refusal by cairo: what was being made, and why not.
package struct CairoError: Error, Hashable, Sendable {
  /// The product that was being made: `PNG` or `PDF`.
  package let product: String
  /// Cairo's own words, such as "out of memory".
  package let message: String

  init(_ product: String, _ status: cairo_status_t) {
    self.product = product
    message = String(cString: cairo_status_to_string(status))
  }
}

extension CairoError: CustomStringConvertible {
  /// `cairo could not make a PNG: out of memory`, with cairo's own words after the colon.
  package var description: String { "cairo could not make a \(product): \(message)" }
}
