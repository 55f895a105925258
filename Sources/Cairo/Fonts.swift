import CCairo

/// The fonts of this machine, found by what a text needs.
struct Fonts: ~Copyable {
  private struct Need: Hashable {
    let isBold: Bool
    /// Beyond ASCII, which every font has.
    let scalars: Set<Unicode.Scalar>
  }

  private let cairo: cairo_library
  private var faces: [Need: OpaquePointer] = [:]

  /// The fonts in the order of preference: the measures of the first three are those of the layout.
  private static let families = ["Liberation Sans", "Arial", "Helvetica", "sans-serif"]

  init(_ cairo: cairo_library) { self.cairo = cairo }

  deinit {
    for face in faces.values { cairo.font_face_destroy(face) }
  }

  /// A font that has every letter of the text, if one font of this machine does; it stays ours.
  mutating func face(for text: String, isBold: Bool) -> OpaquePointer? {
    let need = Need(isBold: isBold, scalars: Set(text.unicodeScalars.filter { !$0.isASCII }))
    if let face = faces[need] { return face }
    let face = find(need)
    faces[need] = face
    return face
  }

  private func find(_ need: Need) -> OpaquePointer? {
    let pattern = cairo.PatternCreate()
    defer { cairo.PatternDestroy(pattern) }
    for family in Fonts.families { _ = cairo.PatternAddString(pattern, FC_FAMILY, family) }
    let weight = need.isBold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR
    _ = cairo.PatternAddInteger(pattern, FC_WEIGHT, weight)
    // To fontconfig, which letters there are counts more than the family.
    let letters = cairo.CharSetCreate()
    for scalar in need.scalars { _ = cairo.CharSetAddChar(letters, scalar.value) }
    if !need.scalars.isEmpty { _ = cairo.PatternAddCharSet(pattern, FC_CHARSET, letters) }
    cairo.CharSetDestroy(letters)
    _ = cairo.ConfigSubstitute(nil, pattern, FcMatchPattern)
    cairo.DefaultSubstitute(pattern)
    var result = FcResultMatch
    guard let match = cairo.FontMatch(nil, pattern, &result) else {
      // No font at all: cairo's own, which draws nothing or boxes, rather than no picture.
      return cairo.toy_font_face_create(
        "sans-serif", CAIRO_FONT_SLANT_NORMAL,
        need.isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    }
    defer { cairo.PatternDestroy(match) }
    return cairo.ft_font_face_create_for_pattern(match)
  }
}
