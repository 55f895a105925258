import Documents
import Foundation
import Planning
import Processes
import Records
import Specs
import Store
import Sweeps
import Testing
import Trials

/// A convolution that gains from Winograd's algorithm, behind one that does not.
private let convolutions = digits.replacing(
  "network:",
  with: """
    network:
      - conv2d: { filters: 32, kernel_size: 1 }
      - conv2d: { filters: 64, kernel_size: 3 }
      - flatten
    """)

extension String {
  fileprivate func training(_ words: String...) -> String {
    replacing("  epochs: 2", with: (["  epochs: 2"] + words).joined(separator: "\n  "))
  }
}

/// By which algorithm the convolutions of a spec are computed, and what its trials are then.
struct ConvolutionChoiceTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  /// Plans a spec's file, as a command does.
  private func planned(
    _ text: String, setting words: [String] = [], former: String? = nil
  ) throws -> PlannedSweep {
    let file = place.directory.appending(path: "spec.yaml")
    try Data(text.utf8).write(to: file)
    return try PlannedSweep(
      file.path, overrides: words.map { try Overriding("--set \($0)", $0) }, former: former,
      resultsPath: place.path())
  }

  private func ids(_ sweep: PlannedSweep) -> [String] { sweep.plan.trials.map { "\($0.id)" } }

  @Test func `winograd is the default where a layer gains, and direct what it was`() throws {
    let (silent, direct, winograd) = (
      try planned(convolutions), try planned(convolutions.training("convolution: direct")),
      try planned(convolutions.training("convolution: winograd"))
    )
    #expect(silent.convolution == "winograd in layer 2; direct in layer 1")
    #expect(ids(silent) == ids(winograd))
    #expect(silent.text == winograd.text, "the text says what was run")
    // Another word than that of earlier builds, whose algorithm was another.
    let recipe = silent.plan.configurations[0].recipe
    #expect(recipe["training"]?["convolution"]?.content == .text("winograd 2"))
    #expect(direct.convolution == nil)
    #expect(Set(ids(direct)).isDisjoint(with: ids(silent)))
    // The text of an earlier build, from a results file.
    #expect(ids(direct) == ids(try place.planned(convolutions)))
    // Written down once, for all builds to come.
    #expect(
      ids(direct).first == "a8febf70784b")
  }

  @Test func `what does not gain says and hashes nothing`() throws {
    for (text, words) in [
      (digits, []), (convolutions, ["network.1.conv2d.filters=4"]),
      (convolutions, ["training.batch_size=1"]), (convolutions, ["training.precision=bfloat16"]),
    ] {
      let silent = try planned(text, setting: words)
      #expect(silent.convolution == nil)
      #expect(!silent.text.contains("convolution:"))
      let direct = try planned(
        text, setting: words + ["training.convolution=direct"])
      #expect(ids(silent) == ids(direct))
    }
  }

  @Test(arguments: ["winograd 2", "$way"])
  func `the word of recipes is none of specs`(word: String) throws {
    let text = convolutions.training("convolution: \(word)").replacing(
      "parameters:", with: "parameters:\n  \(word == "$way" ? "way: [direct, winograd 2]" : "")")
    let error = try #require(throws: UserError.self) { try planned(text) }
    #expect(
      error.message.contains("convolution must be one of direct, winograd, not ''winograd 2''"),
      "\(error.message)")
  }

  @Test func `what no layer gains from is refused`() throws {
    let error = try #require(throws: UserError.self) {
      try planned(digits.training("convolution: winograd"))
    }
    #expect(
      error.message.contains(
        "spec.yaml:10:16: convolution is winograd, and no layer gains from it,"))
    // Of some configurations it may be: those that gain, or are of float32.
    _ = try planned(
      convolutions.training("convolution: winograd").replacing(
        "filters: 64", with: "filters: $filters"
      ).replacing("parameters:", with: "parameters:\n  filters: [4, 64]"))
  }

  @Test func `a precision that varies has winograd where it is float32`() throws {
    let varied = convolutions.training("precision: $precision").replacing(
      "parameters:", with: "parameters:\n  precision: [float32, bfloat16]")
    let sweep = try planned(varied)
    #expect(sweep.convolution == "winograd in layer 2; direct in layer 1, or direct")
    let half = try planned(convolutions.training("precision: bfloat16"))
    #expect(Set(ids(sweep)) == Set(ids(try planned(convolutions)) + ids(half)))
  }

  @Test func `a training that is a parameter stays direct`() throws {
    let training = """
      training: $training
      parameters:
        training:
          options:
            one:
              loss: categorical_crossentropy
              optimizer: { sgd: { learning_rate: 0.1 } }
              batch_size: 32
              epochs: 2
      """
    let start = try #require(convolutions.range(of: "training:"))
    let end = try #require(convolutions.range(of: "parameters:"))
    let text = convolutions.replacingCharacters(
      in: start.lowerBound..<end.upperBound, with: training)
    #expect(try planned(text).convolution == nil)
  }

  @Test func `a sweep that an earlier build has begun goes on as it was`() throws {
    // What that build has written: the text without a word, and trials that are direct.
    let earlier = try place.planned(convolutions)
    try place.record(earlier) { $0.replicate == 0 ? 0.9 : nil }
    let again = try planned(convolutions, setting: ["evaluate.replicates=4"])
    #expect(again.convolution == nil)
    #expect(Set(ids(again)).isSuperset(of: ids(earlier)))
    let note = try #require(again.oddities.first)
    #expect(note.contains("write convolution: direct into its training"))
    // Either word is obeyed, and nothing is said.
    let (direct, winograd) = (
      try planned(convolutions.training("convolution: direct")),
      try planned(convolutions.training("convolution: winograd"))
    )
    #expect(ids(direct) == ids(earlier))
    #expect(Set(ids(winograd)).isDisjoint(with: ids(earlier)))
    #expect(direct.oddities.isEmpty && winograd.oddities.isEmpty)
    // Another sweep of the file is none of its trials.
    let other = try planned(convolutions.replacing("sweep: small", with: "sweep: other"))
    #expect(other.convolution != nil)
    // The latest form of the sweep decides.
    try place.record(winograd) { _ in 0.9 }
    #expect(ids(try planned(convolutions)) == ids(winograd))
  }

  @Test func `a search that was begun with results of others begins so again`() throws {
    try place.record(place.planned(digits)) { _ in 0.9 }
    let search =
      convolutions.replacing("sweep: small", with: "sweep: found").replacing(
        "[0, 0.001]", with: "loguniform(1e-5, 1e-2)"
      ).replacing("replicates: 3, ", with: "")
      + "method: { search: tpe, configurations: 4, replicates: 1 }\n"
    let first = try planned(search, former: "small")
    #expect(first.oddities.count == 1)
    #expect(first.text.contains("convolution: winograd"))
    _ = try ResultsFile(at: place.path()).register(
      first.plan, specText: first.text, semantics: first.semantics)
    let again = try planned(search, former: "small")
    #expect(again.text == first.text)
    #expect(again.oddities.isEmpty)
  }
}
