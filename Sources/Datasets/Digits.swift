import CDigits
import Hashing

extension Dataset {
  /// The set that is part of the program: 1,797 handwritten digits of 8 x 8 pixels.
  ///
  /// UCI's Optical Recognition of Handwritten Digits, test part, by E. Alpaydin and C. Kaynak (1998,
  /// DOI 10.24432/C50P49, CC BY 4.0), as scikit-learn ships it. Pixels count ink from 0 to 16.
  ///
  /// The source has no split. Here every fifth image of each class is the test part, 355 in all, in
  /// writers' order, so that both parts know all of the 13 writers: small networks reach 0.97 on it.
  /// The last 359 images instead, by other writers than the rest, are a harder question (0.93) that
  /// `optdigits` asks better, with 30 writers to learn from.
  package static let digits: Dataset = {
    let bytes = UnsafeRawBufferPointer(start: digits_bytes(), count: digits_size())
    let form = Form(
      shape: .image(height: 8, width: 8, channels: 1), element: .byte(scale: 1 / 16),
      target: .classes((0...9).map(String.init)), trainingRows: 1442, testRows: 355)
    let pixels = UnsafeRawBufferPointer(rebasing: bytes[..<(form.rows * form.shape.count)])
    let labels = bytes[pixels.count...].map { Int32($0) }

    var hasher = Digest.Hasher()
    hasher.update(pixels)
    return Dataset(
      name: "digits", form: form, targets: .labels(labels.map(Int.init)),
      hash: ArrayFile.contentHash(
        form: form.encoded, examples: hasher.finish(), targets: labels.withUnsafeBytes(Array.init)),
      examples: SharedBytes(constant: pixels))
  }()
}
