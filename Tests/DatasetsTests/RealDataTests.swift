import Datasets
import Hashing
import Testing

/// The hashes are as `content_hashes.py` prints them.
@Suite(.enabled(if: RealData.isThere, RealData.skipped))
struct RealDataTests {
  let library = DatasetLibrary(folders: [RealData.folder], cache: nil)

  /// How many rows of each class there are.
  func counts(_ labels: some Sequence<Int>) -> [Int] {
    labels.reduce(into: []) { counts, label in
      while counts.count <= label { counts.append(0) }
      counts[label] += 1
    }
  }

  @Test func `mnist is the original`() throws {
    let set = try library.open(.named("mnist"))
    #expect(
      set.hash.description == "050742f0e3b98c41298c1bfeefb218a596313d39457e96f1dfe3c15861ec9a82")
    #expect(set.form.trainingRows == 60_000 && set.form.testRows == 10_000)
    #expect(
      counts(set.labels[..<60_000])
        == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
    #expect(
      counts(set.labels[60_000...]) == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
    // Mean and deviation that every tutorial divides MNIST by.
    let moments = set.moments(over: Array(0..<60_000))[0]
    #expect(abs(moments.mean - 0.1307) < 5e-5 && abs(moments.deviation - 0.3081) < 5e-5)
  }

  @Test func `optdigits is the original`() throws {
    let set = try library.open(.named("optdigits"))
    #expect(
      set.hash.description == "0f5750e4b9dab27bc922a98e704b705e0c0d0ca118e5b1c50e6349534525b5d9")
    #expect(set.form.trainingRows == 3823 && set.form.testRows == 1797)
    #expect(
      counts(set.labels[..<3823]) == [376, 389, 380, 389, 387, 376, 377, 387, 380, 382])
  }

  @Test func `cifar10 is the original less 92 records`() throws {
    let set = try library.open(.named("cifar10"))
    #expect(
      set.hash.description == "3886bd76b9dac93447b83441eea85682a4da177e8d6e8305ce14ba5349d21c44")
    #expect(set.form.trainingRows == 49_928 && set.form.testRows == 9980)
    let moments = set.moments(over: Array(0..<49_928))
    for (found, published) in zip(moments.map(\.mean), [0.4914, 0.4822, 0.4465] as [Float]) {
      #expect(abs(found - published) < 3e-4)
    }
    for (found, published) in zip(moments.map(\.deviation), [0.2470, 0.2435, 0.2616] as [Float]) {
      #expect(abs(found - published) < 3e-4)
    }
  }

  @Test func `emnist-letters has every letter as often`() throws {
    let set = try library.open(.named("emnist-letters"))
    #expect(
      set.hash.description == "7372a527b38debf98e78a1e7e4635abe5091ebd818d95f3e3e1e63dee77aeeec")
    #expect(
      counts(set.labels[..<set.form.trainingRows]) == [Int](repeating: 4800, count: 26))
    #expect(counts(set.labels[set.form.trainingRows...]) == [Int](repeating: 800, count: 26))
  }

  @Test func `emnist36 joins letters and digits`() throws {
    let set = try library.open(.named("emnist36"))
    #expect(
      set.hash.description == "c166e5a54772a78c1516cf0c5b3c2fb65d60aec8bdd7e274ced4c2242fecc295")
    #expect(set.form.shape == .image(height: 32, width: 32, channels: 1))
    #expect(set.form.trainingRows == 184_800 && set.form.testRows == 30_800)
  }

  @Test func `a file that MATLAB wrote is read as SciPy reads it`() throws {
    let set = try library.open(
      .mat(
        MATFiles(
          training: RealData.folder + "/nist36/nist26_valid.mat",
          image: .init(height: 32, width: 32))))
    #expect(
      set.hash.description == "8a773d6e63c9284fc665542bc0b8f69cf4db56b60be26016979fd9823308fd39")
    #expect(counts(set.labels) == [Int](repeating: 50, count: 26))
  }
}
