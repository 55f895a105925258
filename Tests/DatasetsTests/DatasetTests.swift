import Datasets
import Hashing
import Testing

struct DatasetTests {
  @Test func `a batch has the rows in the order asked for, scaled`() throws {
    let scratch = try Scratch()
    let set = try scratch.library.open(
      .idx(
        IDXFiles(
          images: scratch.write(
            IDX.images([0, 51, 102, 153, 204, 255], [1, 2, 3, 4, 5, 6]), to: "i"),
          labels: scratch.write(IDX.labels(0, 1), to: "l"))))
    #expect(set.examples([1, 0, 1]) == set.example(1) + set.example(0) + set.example(1))
    let expected: [Float] = [0, 0.2, 0.4, 0.6, 0.8, 1]
    #expect(zip(set.example(0), expected).allSatisfy { abs($0 - $1) < 1e-7 })
    #expect(set.examples([]) == [])
  }

  @Test func `the hash is of the content, whatever holds it`() throws {
    let scratch = try Scratch()
    let images = IDX.images([0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11])
    func hash(_ images: [UInt8], _ labels: [UInt8], to name: String) throws -> Digest {
      try scratch.library.open(
        .idx(
          IDXFiles(
            images: scratch.write(images, to: name + ".images"),
            labels: scratch.write(labels, to: name + ".labels")))
      ).hash
    }
    let plain = try hash(images, IDX.labels(0, 1), to: "plain")
    #expect(
      try plain == hash(Gzip.stored(images), Gzip.stored(IDX.labels(0, 1)), to: "gzipped"))
    #expect(try plain != hash(images, IDX.labels(1, 0), to: "other labels"))
    #expect(
      try plain
        != hash(
          IDX.images([0, 1, 2, 3, 4, 6], [6, 7, 8, 9, 10, 11]), IDX.labels(0, 1), to: "other pixel")
    )
    let turned = Bytes.bigEndian(2051, 2, 3, 2) + images[16...]
    #expect(try plain != hash(turned, IDX.labels(0, 1), to: "other shape"))
  }

  @Test func `shapes say how many numbers of which kind they hold`() {
    let image = Dataset.Shape.image(height: 2, width: 3, channels: 4)
    #expect(image.count == 24 && image.channels == 4 && image.pixels == 6)
    #expect("\(image)" == "2 x 3 x 4")
    let features = Dataset.Shape.features(5)
    #expect(features.count == 5 && features.channels == 5 && features.pixels == 1)
    #expect("\(features)" == "5 features")
  }
}

struct MomentsTests {
  @Test func `of bytes are taken a channel, over the rows asked for`() throws {
    let scratch = try Scratch()
    // Two records: red is 10 and 20, green 0 and 100, blue always 7.
    func record(_ red: UInt8, _ green: UInt8) -> [UInt8] {
      [0] + [red, green, 7].flatMap { [UInt8](repeating: $0, count: 1024) }
    }
    for name in CIFARTests.files {
      try scratch.write(record(10, 0) + record(20, 100), to: name)
    }
    let set = try scratch.library.open(.named("cifar10"))
    let both = set.moments(over: [0, 1])
    let scaled = { (moments: [Moments]) in moments.map { ($0.mean * 255).rounded() } }
    #expect(scaled(both) == [15, 50, 7])
    #expect(scaled(set.moments(over: [1])) == [20, 100, 7])
    #expect(both.dropLast().map { ($0.deviation * 255).rounded() } == [5, 50])
    #expect(both[2].deviation == 1)
  }

  @Test func `of a table are taken a column`() throws {
    let scratch = try Scratch()
    let path = try scratch.write("a,b,y\n1,0.1,0\n3,0.1,1\n5,0.1,0\n", to: "t.csv")
    let moments = try scratch.library.open(.csv(CSVFile(path: path, target: "y")))
      .moments(over: [0, 1, 2])
    #expect(moments.map(\.mean) == [3, 0.1])
    #expect(moments.map(\.deviation) == [Float((8.0 / 3).squareRoot()), 1])
  }
}
