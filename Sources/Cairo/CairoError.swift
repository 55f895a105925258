import CCairo

/// A picture that is not made: which, and why.
package struct CairoError: Error, Hashable, Sendable {
  /// The product that was being made: `PNG` or `PDF`.
  package let product: String
  /// Cairo's own words, such as "out of memory"; nil where libcairo is not installed.
  package let message: String?

  /// Whether libcairo is not installed.
  package var isOfMissingLibrary: Bool { message == nil }

  /// A refusal by cairo.
  init(_ product: String, _ status: cairo_status_t, _ cairo: Library) {
    self.product = product
    message =
      cairo.functions.status_to_string(status).map { String(cString: $0) } ?? "no reason is told"
  }

  /// The want of cairo itself.
  init(notInstalledFor product: String) { (self.product, message) = (product, nil) }
}

extension CairoError: CustomStringConvertible {
  /// `cairo could not make a PNG: out of memory`, with cairo's own words after the colon.
  package var description: String {
    guard let message else {
      return "a \(product) is drawn by libcairo, which is not installed here; install libcairo2, or"
        + " have an SVG made"
    }
    return "cairo could not make a \(product): \(message)"
  }
}
