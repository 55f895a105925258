import CCairo

/// The fonts of this machine, found by what a text needs.
struct Fonts: ~Copyable {
  private struct Need: Hashable {
    let isBold: Bool
    /// Beyond ASCII, which every font has.
    let scalars: Set<Unicode.Scalar>
  }

  private var faces: [Need: OpaquePointer] = [:]

  /// The fonts in the order of preference: the measures of the first three are those of the layout.
  private static let families = ["Liberation Sans", "Arial", "Helvetica", "sans-serif"]

  deinit {
    for face in faces.values { cairo_font_face_destroy(face) }
  }

  /// A font that has every letter of the text, if one font of this machine does; it stays ours.
  mutating func face(for text: String, isBold: Bool) -> OpaquePointer {
    let need = Need(isBold: isBold, scalars: Set(text.unicodeScalars.filter { !$0.isASCII }))
    if let face = faces[need] { return face }
    let face = Fonts.find(need)
    faces[need] = face
    return face
  }

  private static func find(_ need: Need) -> OpaquePointer {
    let pattern = FcPatternCreate()
    defer { FcPatternDestroy(pattern) }
    for family in families { FcPatternAddString(pattern, FC_FAMILY, family) }
    FcPatternAddInteger(pattern, FC_WEIGHT, need.isBold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR)
    // To fontconfig, which letters there are counts more than the family.
    let letters = FcCharSetCreate()
    for scalar in need.scalars { FcCharSetAddChar(letters, scalar.value) }
    if !need.scalars.isEmpty { FcPatternAddCharSet(pattern, FC_CHARSET, letters) }
    FcCharSetDestroy(letters)
    FcConfigSubstitute(nil, pattern, FcMatchPattern)
    FcDefaultSubstitute(pattern)
    var result = FcResultMatch
    guard let match = FcFontMatch(nil, pattern, &result) else {
      // No font at all: cairo's own, which draws nothing or boxes, rather than no picture.
      return cairo_toy_font_face_create(
        "sans-serif", CAIRO_FONT_SLANT_NORMAL,
        need.isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    }
    defer { FcPatternDestroy(match) }
    return cairo_ft_font_face_create_for_pattern(match)
  }
}
