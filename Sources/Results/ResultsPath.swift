/// The paths of results files.
package enum ResultsPath {
  /// The file that commands take where none is named.
  package static let standard = "sweep.sqlite"
}
