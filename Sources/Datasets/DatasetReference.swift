/// The data set that is meant: a name, or files and how to read them.
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
  /// Arrays of NumPy.
  case numpy(NumPyFiles)

  /// The name to call the set by: its own, or the path of its first file.
  package var name: String {
    switch self {
    case .named(let name), .trainingPart(let name): name
    case .csv(let file): file.path
    case .idx(let files): files.images
    case .mat(let files): files.training
    case .numpy(let files): files.archive ?? files.data
    }
  }
}

/// A table with a header line, gzipped or not: a target, and the columns that it is learned from.
package struct CSVFile: Hashable, Sendable {
  /// The path of the first file of rows, in whose order columns are counted.
  package var path: String
  /// More files of the same columns, read after the first.
  package var others: [String] = []
  /// Files of the same columns whose rows are the test part.
  package var test: [String] = []
  /// The way in which all the files are written.
  package var format = Format.separated
  /// The column to learn.
  package var target: String
  /// The columns to learn it from, by name or pattern; nil for all that have no other use.
  package var features: [String]?
  /// Columns to leave out of them, by name or pattern.
  package var exclude: [String] = []
  /// Columns whose values are categories, also where they look like numbers or free text.
  package var categories: [String] = []
  /// The texts that stand for no value, besides the usual ones.
  package var missing: [String] = []
  /// Categories that fewer of the training rows have than this share are taken together.
  package var rare = CSVFile.usualRarity
  /// The kind of target; nil where its values tell.
  package var kind: Kind?
  /// The column of what rows belong to together, such as the patient they are of.
  package var group: String?
  /// The column that puts rows in an order.
  package var order: String?
  /// The column that says of each row whether it is for training, validation or test.
  package var split: String?
  /// The column of how much each row counts in training.
  package var weights: String?
  /// Files that list the rows of splits.
  package var indices: [IndexFiles] = []

  /// The share of `rare` where nothing else is said: 1 %.
  package static let usualRarity: Float = 0.01

  /// The kind of target.
  package enum Kind: Hashable, Sendable {
    /// Every text of the target column is a class.
    case classification
    /// The target column holds numbers.
    case regression
  }

  /// The way in which a table is written.
  package enum Format: Hashable, Sendable {
    /// Fields between commas, semicolons or tabs.
    case separated
    /// Weka's attribute-relation file format.
    case arff
    /// Lines of `target index:value ...`, as LIBSVM has them.
    case libsvm
  }

  /// Makes a table of one file with commas, semicolons or tabs, and without a test part.
  ///
  /// - Parameters:
  ///   - features: nil for all columns that have no other use.
  ///   - kind: nil where the target tells.
  package init(
    path: String, target: String, features: [String]? = nil, kind: Kind? = nil
  ) {
    self.path = path
    self.target = target
    self.features = features
    self.kind = kind
  }

  /// All files that rows are read from, those of the test part last.
  package var paths: [String] { [path] + others + test }
}

/// Arrays of NumPy: examples row by row, and a target for each.
package struct NumPyFiles: Hashable, Sendable {
  /// The `.npz` that all arrays are in; nil where each is a `.npy` of its own.
  package var archive: String?
  /// The names of the arrays, or the paths of their files.
  package var data: String
  /// The name of the array of targets, or its file's path.
  package var target: String
  /// The examples of the set's own test part, by name or path; nil, as `testTarget` then is, for none.
  package var testData: String?
  /// The targets of the set's own test part, by name or path.
  package var testTarget: String?
  /// The kind of target; nil where its values tell.
  package var kind: CSVFile.Kind?

  /// Makes a set without a test part.
  ///
  /// - Parameter archive: nil where `data` and `target` are paths of `.npy` files.
  package init(archive: String? = nil, data: String, target: String) {
    (self.archive, self.data, self.target) = (archive, data, target)
  }

  /// All files that are read.
  package var paths: [String] {
    archive.map { [$0] } ?? [data, target] + [testData, testTarget].compactMap(\.self)
  }
}

/// Two files of row numbers, from 0, one a line.
package struct IndexFiles: Hashable, Sendable {
  /// The path of the file that lists the rows of the training part.
  package var training: String
  /// The path of the file that lists the rows of the validation part.
  package var validation: String

  /// Makes a split of two paths; the files are not read yet.
  package init(training: String, validation: String) {
    (self.training, self.validation) = (training, validation)
  }
}

/// Pairs of IDX files (MNIST's format), one of images and one of labels, gzipped or not.
package struct IDXFiles: Hashable, Sendable {
  /// The path of the file of images, which all have the same extents.
  package var images: String
  /// The path of the file of labels, a byte for each image.
  package var labels: String
  /// The set's own test part, if it has one.
  package var test: Test?
  /// The names of the classes, from label 0 on; nil for their numbers, up to the highest label.
  package var classes: [String]?

  /// The pair of files of a set's own test part.
  package struct Test: Hashable, Sendable {
    /// The path of the test images, of the same extents as those of the training part.
    package var images: String
    /// The path of the test labels, a byte for each image.
    package var labels: String

    /// Makes a pair of two paths; the files are not read yet.
    package init(images: String, labels: String) {
      self.images = images
      self.labels = labels
    }
  }

  /// Makes a set of its files.
  ///
  /// - Parameter classes: nil to call classes by their numbers.
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
  /// The path of the file of the training part.
  package var training: String
  /// The set's own test part, if it has one.
  package var test: String?
  /// The extents if examples are images, which MATLAB writes column by column; nil for features.
  package var image: Image?
  /// The names of the classes, a name a label column; nil for their numbers, from 0.
  package var classes: [String]?

  /// The extents of images in grey, one channel each.
  package struct Image: Hashable, Sendable {
    /// The rows of pixels, 1 to 4096.
    package var height: Int
    /// The columns of pixels, 1 to 4096.
    package var width: Int

    /// Makes extents; a set is refused whose matrices have another number of columns.
    package init(height: Int, width: Int) {
      self.height = height
      self.width = width
    }
  }

  /// Makes a set of its files.
  ///
  /// - Parameters:
  ///   - image: nil where examples are features.
  ///   - classes: nil to call classes by their numbers.
  package init(
    training: String, test: String? = nil, image: Image? = nil, classes: [String]? = nil
  ) {
    self.training = training
    self.test = test
    self.image = image
    self.classes = classes
  }
}
