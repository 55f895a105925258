/// Which data set is meant: a name, or files and how to read them.
package enum DatasetReference: Hashable, Sendable {
  /// The embedded set or one of those the library finds by name.
  case named(String)
  /// The training part of such a set alone, so that its test part has no say in any choice.
  case trainingPart(of: String)
  /// A table.
  case csv(CSVFile)
  /// Images and labels in MNIST's format.
  case idx(IDXFiles)
  /// Matrices of MATLAB.
  case mat(MATFiles)

  /// What to call the set: its name, or the path of its first file.
  package var name: String {
    switch self {
    case .named(let name), .trainingPart(let name): name
    case .csv(let file): file.path
    case .idx(let files): files.images
    case .mat(let files): files.training
    }
  }
}

/// Comma-separated text, gzipped or not, with a header line: columns of numbers, and the target.
package struct CSVFile: Hashable, Sendable {
  package var path: String
  /// The column to learn.
  package var target: String
  /// The columns to learn it from; nil for all others.
  package var features: [String]?
  package var kind: Kind

  package enum Kind: Hashable, Sendable {
    /// Every text of the target column is a class.
    case classification
    /// The target column holds numbers.
    case regression
  }

  package init(
    path: String, target: String, features: [String]? = nil, kind: Kind = .classification
  ) {
    self.path = path
    self.target = target
    self.features = features
    self.kind = kind
  }
}

/// Pairs of IDX files (MNIST's format), one of images and one of labels, gzipped or not.
package struct IDXFiles: Hashable, Sendable {
  package var images: String
  package var labels: String
  /// The set's own test part, if it has one.
  package var test: Test?
  /// What the classes are called, from label 0 on; nil for their numbers, up to the highest label.
  package var classes: [String]?

  package struct Test: Hashable, Sendable {
    package var images: String
    package var labels: String

    package init(images: String, labels: String) {
      self.images = images
      self.labels = labels
    }
  }

  package init(images: String, labels: String, test: Test? = nil, classes: [String]? = nil) {
    self.images = images
    self.labels = labels
    self.test = test
    self.classes = classes
  }
}

/// MATLAB files (version 5 to 7), each with a matrix `*_data` of one example a row and a one-hot
/// matrix `*_labels`.
package struct MATFiles: Hashable, Sendable {
  package var training: String
  /// The set's own test part, if it has one.
  package var test: String?
  /// The extents if examples are images, which MATLAB writes column by column; nil for features.
  package var image: Image?
  /// What the classes are called, a name a label column; nil for their numbers, from 0.
  package var classes: [String]?

  package struct Image: Hashable, Sendable {
    package var height: Int
    package var width: Int

    package init(height: Int, width: Int) {
      self.height = height
      self.width = width
    }
  }

  package init(
    training: String, test: String? = nil, image: Image? = nil, classes: [String]? = nil
  ) {
    self.training = training
    self.test = test
    self.image = image
    self.classes = classes
  }
}
