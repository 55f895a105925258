import CCairo

/// The fonts of this machine, found by what a text needs.
struct Fonts: ~Copyable {
  private struct Need: Hashable {
    let isBold: Bool
    /// Beyond ASCII, which every font has.
    let scalars: Set<Unicode.Scalar>
  }

  private let cairo: Library
  private var faces: [Need: OpaquePointer] = [:]

  /// The fonts in the order of preference: the measures of the first three are those of the layout.
  private static let families = ["Liberation Sans", "Arial", "Helvetica", "sans-serif"]

  init(_ cairo: Library) { self.cairo = cairo }

  deinit {
    for face in faces.values { cairo.functions.font_face_destroy(face) }
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
    let pattern = cairo.functions.PatternCreate()
    defer { cairo.functions.PatternDestroy(pattern) }
    for family in Fonts.families {
      _ = cairo.functions.PatternAddString(pattern, FC_FAMILY, family)
    }
    let weight = need.isBold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR
    _ = cairo.functions.PatternAddInteger(pattern, FC_WEIGHT, weight)
    // To fontconfig, which letters there are counts more than the family.
    let letters = cairo.functions.CharSetCreate()
    for scalar in need.scalars { _ = cairo.functions.CharSetAddChar(letters, scalar.value) }
    if !need.scalars.isEmpty { _ = cairo.functions.PatternAddCharSet(pattern, FC_CHARSET, letters) }
    cairo.functions.CharSetDestroy(letters)
    _ = cairo.functions.ConfigSubstitute(nil, pattern, FcMatchPattern)
    cairo.functions.DefaultSubstitute(pattern)
    var result = FcResultMatch
    guard let match = cairo.functions.FontMatch(nil, pattern, &result) else {
      // No font at all: cairo's own, which draws nothing or boxes, rather than no picture.
      return cairo.functions.toy_font_face_create(
        "sans-serif", CAIRO_FONT_SLANT_NORMAL,
        need.isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    }
    defer { cairo.functions.PatternDestroy(match) }
    return cairo.functions.ft_font_face_create_for_pattern(match)
  }
}
