import Foundation
import Hashing
import Processes
import SQLite
import Testing

/// Weights and activations of trained networks are shown, and those not kept are refused in one sentence.
struct InspectTests {
  private static let spec = """
    sweep: small
    data: digits
    network:
      - conv2d: { filters: 4, kernel_size: 3, activation: relu }
      - flatten
      - dense: { units: 10, activation: softmax, l2: $l2 }
    training:
      loss: categorical_crossentropy
      optimizer: adam
      batch_size: 32
      epochs: 2
    parameters: { l2: [0, 0.01] }
    evaluate: { folds: { k: 3 }, replicates: 2, seed: 7 }
    """

  private func sandbox(_ options: String...) throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(Self.spec, to: "small.yaml")
    #expect(try sandbox.run(["run", "small.yaml"] + options).succeeded)
    return sandbox
  }

  /// A worker hands in whatever bytes it likes, and their hash is right.
  @Test func `networks whose bytes are none are the file's fault, in one sentence`() throws {
    let sandbox = try sandbox("--keep", "weights=last")
    let bytes: [UInt8] = [1, 2, 3]
    for name in try Folder.names(in: sandbox.path("sweep.sqlite.weights")) {
      try Data(bytes).write(
        to: URL(filePath: sandbox.path("sweep.sqlite.weights/\(name)")), options: [])
    }
    let hash = Digest(of: bytes).bytes.map { String(format: "%02x", $0) }.joined()
    do {
      let database = try Database(at: sandbox.path("sweep.sqlite"), mode: .readWrite)
      try database.execute("DROP TRIGGER weights_never_change")
      try database.execute("UPDATE weights SET hash = x'\(hash)'")
    }
    let shapes = try sandbox.run("inspect", "weights", "l2=0", "-o", "weights.svg")
    #expect(shapes.status == .exited(4))
    #expect(shapes.errors == "sweep: the weights file is no safetensors file: it is too short\n")
  }

  @Test func `shapes are a table that adds up, with or without kept networks`() throws {
    let sandbox = try sandbox()
    let shapes = try sandbox.run("inspect", "shapes", "l2=0", "--format", "csv")
    #expect(
      shapes.output == """
        layer,kind,detail,input,output,parameters,neurons,multiply_adds
        0,conv2d,"4 of 3x3, relu",8x8x1,6x6x4,40,144,1296
        1,flatten,,6x6x4,144,0,0,0
        2,dense,"10, softmax",144,10,1450,10,1440

        """)
    let text = try sandbox.run("inspect", "shapes").output
    #expect(text.hasPrefix("small, l2="))
    #expect(text.contains("in all"))
    #expect(text.contains("1490"))
  }

  @Test func `filters and mistakes are drawn in every format, the same each time`() throws {
    let sandbox = try sandbox("--keep", "weights=last")
    for (end, beginning) in [("svg", "<svg "), ("png", "\u{89}PNG"), ("pdf", "%PDF-")] {
      for line in [["filters", "l2=0", "--before"], ["mistakes"], ["mistakes", "--always"]] {
        let picture = try sandbox.run(["inspect"] + line + ["-o", "picture.\(end)"])
        #expect(picture.succeeded, "\(picture.errors)")
        #expect(picture.output.hasPrefix("small, l2="), "the caption")
        let file = try Data(contentsOf: URL(filePath: sandbox.path("picture.\(end)")))
        #expect(file.starts(with: beginning.unicodeScalars.map { UInt8($0.value) }))
      }
    }
    let filters = ["inspect", "filters", "l2=0", "--before", "-o"]
    try sandbox.run(filters + ["a.svg"])
    try sandbox.run(filters + ["b.svg"])
    let pictures = try ["a.svg", "b.svg"].map {
      try String(contentsOfFile: sandbox.path($0), encoding: .utf8)
    }
    #expect(pictures[0] == pictures[1])
    #expect(pictures[0].contains("replicate 1, fold 2, before"))
    // The filters of another trial are others, and trained ones are no initial ones.
    let images = pictures[0].split(separator: "\n").filter { $0.contains("<image") }
      .compactMap { $0.split(separator: "base64,").last }
    #expect(images.count == 48 && Set(images).count > 40)
  }

  @Test func `what is confused is counted as the confusion matrix counts it`() throws {
    let sandbox = try sandbox("--keep", "weights=last")
    let pairs = try sandbox.run("inspect", "mistakes", "l2=0.01", "-f", "csv").output
      .split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    let mistakes = pairs.compactMap { Double($0[2]) }.reduce(0, +)
    let table = try sandbox.run("table", "--over", "all", "-f", "csv").output
    let votes = try sandbox.run("predict", "--with", "small:l2=0.01", "-f", "csv")
    let rows = votes.output.split(separator: "\n").dropFirst()
    // Every row was validated once, by the two replicates of its fold.
    #expect(rows.count == 1797)
    let alone = try #require(votes.errors.firstMatch(of: #/alone: ([0-9.]+) ±/#)?.1)
    #expect(abs(mistakes / 1797 - (1 - (Double(alone) ?? 0))) < 1e-4, "\(table)")
    let listed = try sandbox.run("inspect", "mistakes", "l2=0.01", "--always", "-f", "json").output
    let always = pairs.compactMap { Int($0[5]) }.reduce(0, +)
    #expect(listed.matches(of: #/"row":/#).count >= always)
  }

  @Test func `what cannot be shown is refused in one sentence`() throws {
    let sandbox = try sandbox()
    func complaint(_ words: String...) throws -> String {
      let run = try sandbox.run(["inspect"] + words)
      #expect(run.status == .exited(2))
      return run.errors
    }
    #expect(
      try complaint("filters", "l2=0", "-o", "f.svg").contains(
        "replicate 0, fold 0 of 'small, l2=0' was trained without keeping its network; train it with"
          + " --keep weights=last into another results file"))
    #expect(try complaint("shape").contains("did you mean shapes?"))
    #expect(try complaint("filters", "l2=3", "-o", "f.svg").contains("no configuration has l2=3"))
    #expect(try complaint("shapes", "--before").contains("--before has no effect on shapes"))
    try sandbox.write(
      """
      sweep: program
      command: echo val_accuracy=0.5
      metric: { name: val_accuracy, goal: maximize }
      evaluate: { replicates: 1 }
      """, to: "program.yaml")
    #expect(try sandbox.run("run", "program.yaml").succeeded)
    #expect(try complaint("shapes", "program").contains("'program' is of a program"))
  }

  @Test func `letters of a picture are read, with their boxes and votes`() throws {
    let sandbox = try sandbox("--keep", "weights=last")
    // Its titles and numbers are letters apart from each other.
    try sandbox.run("plot", "spread", "-o", "page.png", "--width", "60")
    let read = try sandbox.run("read", "page.png", "--with", "small", "--json", "-o", "read.svg")
    #expect(read.succeeded, "\(read.errors)")
    #expect(read.output.contains("\"networks\": 6"))
    #expect(read.output.contains("\"agreement\": "))
    let svg = try String(contentsOfFile: sandbox.path("read.svg"), encoding: .utf8)
    #expect(svg.contains("read by the 6 networks of small, l2="))
    let none = try sandbox.run("read", "small.yaml", "--with", "small")
    #expect(
      none.errors == "sweep: 'small.yaml' is no picture that can be read; there are JPEG and PNG\n")
  }
}
