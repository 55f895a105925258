import Documents
import Specs
import Sweeps
import Testing

struct ParameterTests {
  @Test(arguments: [
    ("[0.0, 0.25, 1e-3]", ["0", "0.25", "0.001"]),
    ("[relu, tanh, null, true]", ["relu", "tanh", "null", "true"]),
    ("[[3, 3], [5, 5]]", ["[3, 3]", "[5, 5]"]),
    ("linspace(0, 1, 3)", ["0", "0.5", "1"]),
    ("linspace(1, -1, 3)", ["1", "0", "-1"]),
    ("logspace(1e-4, 1e-1, 4)", ["0.0001", "0.001", "0.01", "0.1"]),
    ("linspace(1e-6, 1e-3, 5)", ["1e-06", "0.00025075", "0.0005005", "0.00075025", "0.001"]),
    ("range(16, 64, 16)", ["16", "32", "48", "64"]),
    ("range(1, 0, -0.25)", ["1", "0.75", "0.5", "0.25", "0"]),
    ("choice(relu, 1e-3, 'no', [1, 2])", ["relu", "0.001", "no", "[1, 2]"]),
    ("'linspace(0, 1, 3)'", ["0", "0.5", "1"]),
    ("linspace( 0 ,1, 3 )", ["0", "0.5", "1"]),
    ("\n    - 0\n    - logspace(1, 100, 3)", ["0", "1", "10", "100"]),
    ("['range(0, 2, 1)', -1]", ["0", "1", "2", "-1"]),
    ("[-1, range(0, 2,\n    1), linspace(3, 4, 2)]", ["-1", "0", "1", "2", "3", "4"]),
    ("[shift(1), f (2), 'g([)']", ["shift(1)", "f (2)", "g([)"]),
    ("{options: {small: 1, wide: [2, 3]}}", ["small", "wide"]),
  ]) func `values are listed, called or labelled`(values: String, expected: [String]) throws {
    #expect(try labels(values) == expected)
  }

  @Test func `the last parameter changes fastest`() throws {
    let spec = try Spec(
      text(
        "network: [{dense: {units: $units, l2: $l2}}]",
        "parameters: {units: [8, 16], l2: [0.1, 0.2]}"))
    #expect(
      spec.sweep.configurations.map(\.labels)
        == [["8", "0.1"], ["8", "0.2"], ["16", "0.1"], ["16", "0.2"]])
  }

  @Test func `options are blocks that can hold other parameters`() throws {
    let spec = try Spec(
      """
      sweep: architectures
      data: digits
      network: $architecture
      training: {epochs: 1}
      parameters:
        architecture:
          options:
            small: [dense: {units: 10, l2: $l2}]
            wide:
              - dense: {units: 64}
              - dense: {units: 10, l2: $l2}
        l2: [0.1, 0.2]
      evaluate: {on: test}
      """)
    #expect(
      spec.sweep.configurations.map { $0.labels + [$0.recipe["network"]?.label ?? ""] } == [
        ["small", "0.1", "[{dense: {units: 10, l2: 0.1}}]"],
        ["small", "0.2", "[{dense: {units: 10, l2: 0.2}}]"],
        ["wide", "0.1", "[{dense: {units: 64}}, {dense: {units: 10, l2: 0.1}}]"],
        ["wide", "0.2", "[{dense: {units: 64}}, {dense: {units: 10, l2: 0.2}}]"],
      ])
  }

  @Test(arguments: [
    (
      "1e-5",
      "6:7: parameters.l2 must be a list, a call or options, not 1e-05; write [1e-05] for a single value"
    ),
    ("", "6:6: parameters.l2 must be a list, a call or options, not nothing"),
    ("[]", "6:7: parameters.l2 is empty; give it a value"),
    ("{options: {}}", "6:7: parameters.l2 is empty; give it a value"),
    ("{values: [1, 2]}", "6:8: parameters.l2 has no key 'values' (it has options)"),
    (
      "{options: [1, 2]}",
      "6:17: parameters.l2.options must be a block of labels and values, not a list"
    ),
    ("[1, 2, 1.0]", "6:14: parameters.l2 has the value 1 twice"),
    ("[relu, tanh, relu]", "6:20: parameters.l2 has the value relu twice"),
    (
      "[1, '1']",
      "6:11: parameters.l2 has two values that read 1; label them: options: { label: value }"
    ),
    ("[0.3, 'range(0.1, 0.5, 0.1)']", "6:13: parameters.l2 has the value 0.3 twice"),
    ("[0.5, 'linspace(0, 1, 3)']", "6:13: parameters.l2 has the value 0.5 twice"),
    ("{options: {a: [1], b: [1]}}", "6:29: parameters.l2 has one value under two labels, a and b"),
    (
      "[{dense: 1}]",
      "6:8: a block among the values of parameters.l2 needs a label; write options: { label: ... }"
    ),
    (
      "choice(1, [$l2])",
      "6:17: $l2 cannot be a value of parameters.l2; only options can hold parameters"
    ),
    (
      "(1, 2)",
      "6:7: parameters.l2 must be a list, a call or options, not the text '(1, 2)'; write [(1, 2)]"
        + " for a single value"
    ),
    ("[$l2, 1]", "6:8: $l2 cannot be a value of parameters.l2; only options can hold parameters"),
  ]) func `refuses values that make no grid`(values: String, sentence: String) {
    #expect(refusal(values) == sentence)
  }

  @Test(arguments: [
    ("linspace(0, 1)", "6:7: linspace takes (first, last, count), not 2 arguments"),
    ("linspace()", "6:7: linspace takes (first, last, count), not 0 arguments"),
    ("choice()", "6:7: choice takes (value, value, ...), not 0 arguments"),
    (
      "linspace(0, 1, 2.5)",
      "6:22: the count of linspace must be a whole number from 2 to 1000000, not 2.5"
    ),
    (
      "'linspace(0, 1, 1)'",
      "6:23: the count of linspace must be a whole number from 2 to 1000000, not 1"
    ),
    (
      "linspace(0, one, 5)", "6:19: the last value of linspace must be a number, not the text 'one'"
    ),
    ("linspace(.nan, 1, 5)", "6:16: the first value of linspace must be a number, not nan"),
    ("linspace(-1e308, 1e308, 5)", "6:7: the values of linspace leave the range of numbers"),
    ("linspace(1, 1, 2)", "6:7: parameters.l2 has the value 1 twice"),
    ("logspace(0, 1, 5)", "6:16: the first value of logspace must be a positive number, not 0"),
    ("range(0, 1, 0)", "6:19: a step of 0 never leads from 0 to 1"),
    ("range(0, 1, -0.1)", "6:19: a step of -0.1 never leads from 0 to 1"),
    ("range(0, 1, 1e-12)", "6:19: steps of 1e-12 from 0 to 1 make more than 1000000 values"),
    (
      "range(0, 1e300, 1e-300)",
      "6:23: steps of 1e-300 from 0 to 1e+300 make more than 1000000 values"
    ),
    (
      "linspace(0, 1,, 5)",
      "6:21: the arguments of linspace cannot be read: a value is missing here"
    ),
    (
      "linspce(0, 1, 5)",
      "6:7: there is no call 'linspce'; did you mean linspace? (there are choice, int, linspace, logint, lognormal, logspace, loguniform, normal, range, uniform)"
    ),
    (
      "uniform(0, 1)",
      "6:7: uniform draws its values at random, and a grid needs them listed; use linspace(first, last, count), or method: { search: random, configurations: 20 }"
    ),
    (
      "loguniform(1e-5, 1)",
      "6:7: loguniform draws its values at random, and a grid needs them listed; use logspace(first, last, count), or method: { search: random, configurations: 20 }"
    ),
    (
      "int(1, 5)",
      "6:7: int draws its values at random, and a grid needs them listed; use range(first, last, step), or method: { search: random, configurations: 20 }"
    ),
    (
      "['normal(0, 1)', 1]",
      "6:8: normal draws its values at random, and a grid needs them listed; use a list such as [-1, 0, 1], or method: { search: random, configurations: 20 }"
    ),
    (
      "linspace(0, 1",
      "6:7: the call linspace(0, 1 lacks its ')'"
    ),
    (
      "[linspace(0, 1, 5]",
      "6:8: the call linspace(0, 1, 5 lacks its ')'"
    ),
    (
      "[linspace(0, 1, x)]",
      "6:23: the count of linspace must be a whole number from 2 to 1000000, not the text 'x'"
    ),
  ]) func `says what is wrong with a call, at its argument`(values: String, sentence: String) {
    #expect(refusal(values) == sentence)
  }

  private func refusal(_ values: String) -> String? {
    complaint(about: text("parameters:\n  l2: \(values)"))
  }
}
