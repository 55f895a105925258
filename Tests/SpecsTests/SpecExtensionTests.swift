import Documents
import Specs
import Sweeps
import Testing

/// Longer forms of specs.
struct SpecExtensionTests {
  private let text = """
    sweep: small
    command: [train, $lr, $act, $net]
    parameters:
      lr: [0.1, 1e-2]
      act: [relu, "no"]
      net: { options: { small: [1], wide: [2, 3] } }
    evaluate: { replicates: 3, seed: 1 }

    """

  private func changes(
    _ words: String..., replicates: Int? = nil
  ) throws(DocumentError) -> [String] {
    try SpecExtension(of: text, replicates: replicates, words: words).changes
  }

  @Test func `there are more replicates, and more values behind those that are there`() throws {
    #expect(try changes(replicates: 10) == ["evaluate.replicates=10"])
    #expect(try changes("lr=0.3,0.1") == ["parameters.lr=[0.1, 0.01, 0.3]"])
    #expect(try changes("lr=logspace(1,100,3)") == ["parameters.lr=[0.1, 0.01, 1.0, 10.0, 100.0]"])
    #expect(
      try changes("act=tanh,yes", replicates: 4)
        == ["evaluate.replicates=4", #"parameters.act=["relu", "no", "tanh", "yes"]"#])
  }

  @Test func `the values that were there mean what they meant`() throws {
    let longer = try Override(try changes("lr=0.3")[0]).applied(to: text)
    let options = try Spec(longer).sweep.parameters[0].options
    #expect(options.prefix(2).elementsEqual(try Spec(text).sweep.parameters[0].options))
    #expect(options.map(\.label) == ["0.1", "0.01", "0.3"])
  }

  @Test(arguments: [
    ("lr=0.1", "takes all of these values already"),
    ("lrr=1", "no parameter 'lrr'; did you mean lr?"),
    ("net=huge", "blocks with names"),
    ("lr", "no NAME=VALUES"),
  ])
  func `what adds nothing is refused with a sentence`(word: String, sentence: String) throws {
    let error = try #require(throws: DocumentError.self) { try changes(word) }
    #expect(error.message.contains(sentence))
  }

  @Test func `replicates are counted in all`() throws {
    let error = try #require(throws: DocumentError.self) { try changes(replicates: 3) }
    #expect(error.message.contains("has 3 replicates already"))
  }
}
