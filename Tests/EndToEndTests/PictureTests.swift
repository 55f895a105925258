import Foundation
import Processes
import Testing

/// Pictures and pages of a sweep that was run.
struct PictureTests {
  private func sandbox(_ spec: String) throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(spec, to: "small.yaml")
    #expect(try sandbox.run("run", "small.yaml", "-j", "2").status == .exited(0))
    return sandbox
  }

  private func bytes(_ name: String, in sandbox: Sandbox) throws -> Data {
    try Data(contentsOf: URL(filePath: sandbox.path(name)))
  }

  @Test func `every kind of plot is drawn, in every format`() throws {
    let sandbox = try sandbox(SmallSpec.folds)
    for kind in ["factor", "curves", "spread", "folds", "parallel", "differences"] {
      for (end, beginning) in [("svg", "<svg "), ("png", "\u{89}PNG"), ("pdf", "%PDF-")] {
        let plot = try sandbox.run("plot", kind, "-o", "\(kind).\(end)")
        #expect(plot.status == .exited(0), "\(plot.errors)")
        #expect(plot.output.hasPrefix("small-folds: "), "the caption")
        let marks = beginning.unicodeScalars.map { UInt8($0.value) }
        #expect(try bytes("\(kind).\(end)", in: sandbox).starts(with: marks))
      }
    }
  }

  @Test func `a plot is the same for any number of slots`() throws {
    let sandboxes = try [Sandbox(), Sandbox()]
    let pictures = try zip(sandboxes, ["1", "3"]).map { sandbox, slots in
      try sandbox.write(SmallSpec.folds, to: "folds.yaml")
      try sandbox.run("run", "folds.yaml", "-j", slots)
      try sandbox.run("plot", "curves", "-o", "curves.svg")
      return try bytes("curves.svg", in: sandbox)
    }
    #expect(pictures[0] == pictures[1])
  }

  @Test func `a report is one page that holds all of it`() throws {
    let sandbox = try sandbox(SmallSpec.digits())
    #expect(try sandbox.run("report", "small.html").status == .exited(0))
    let page = String(decoding: try bytes("small.html", in: sandbox), as: UTF8.self)
    for word in [
      "<h2>Summary</h2>", "<h2>Understand</h2>", "<h2>Compare</h2>", "<h2>Trials</h2>",
      "<h2>Workers</h2>", "<h2>Spec</h2>", "l2: linspace(1e-5, 1e-3, 3)", "9 of 9 trials done",
      "<h3>One parameter</h3>", "<h3>Learning curves</h3>", "<h3>Confusion of the best</h3>",
      "<h3>Differences from the best</h3>", "No trial was given up.", ".gallery {", "@media print",
    ] {
      #expect(page.contains(word), "\(word)")
    }
    for word in ["src=", "href=\"h", "url(", "@import", "<script", "<link", "<button"] {
      #expect(!page.contains(word), "\(word)")
    }
    try sandbox.run("export", "out")
    #expect(try bytes("out/report.html", in: sandbox) == Data(page.utf8))
  }

  @Test func `of a single configuration nothing is compared`() throws {
    let sandbox = try Sandbox()
    let spec = SmallSpec.digits(epochs: 1).replacing("$l2", with: "0.001")
      .replacing("parameters:\n  l2: linspace(1e-5, 1e-3, 3)\n", with: "")
    try sandbox.write(spec, to: "small.yaml")
    try sandbox.run("run", "small.yaml")
    let refusals = [
      ("factor", "varies no parameter"), ("parallel", "varies no parameter"),
      ("differences", "there is nothing to compare the best with"),
    ]
    for (kind, sentence) in refusals {
      let run = try sandbox.run("plot", kind, "-o", "a.svg")
      #expect(run.status == .exited(2))
      #expect(run.errors.contains(sentence), "\(run.errors)")
    }
    try sandbox.run("report", "small.html")
    let page = String(decoding: try bytes("small.html", in: sandbox), as: UTF8.self)
    #expect(page.contains("Best: val_accuracy ") && !page.contains("<h2>Compare</h2>"))
  }

  @Test func `what cannot be drawn is refused in a sentence, and no file is left`() throws {
    let sandbox = try sandbox(SmallSpec.digits(replicates: 1, epochs: 1, factors: 2))
    let refusals = [
      (["plot", "factr", "-o", "a.svg"], "there is no plot 'factr'; did you mean factor?"),
      (["plot", "factor"], "plot needs a file to write"),
      (["plot", "factor", "-o", "a.jpg"], "ends in .svg, .png or .pdf, unlike 'a.jpg'"),
      (["plot", "factor", "-o", "no/a.svg"], "'no/a.svg' cannot be written"),
      (["plot", "factor", "-o", "a.svg", "--parameter", "l3"], "did you mean l2?"),
      (["plot", "curves", "-o", "a.svg", "--metric", "los"], "did you mean loss?"),
      (["plot", "curves", "-o", "a.svg", "--range", "2:1"], "such as 0.95:0.99"),
      (["plot", "factor", "-o", "a.svg", "--reference", "x=y"], "such as 0.9847=Hinton"),
      (["plot", "factor", "-o", "a.svg", "--width", "3"], "from 40 to 1000"),
    ]
    for (words, sentence) in refusals {
      let run = try sandbox.run(words)
      #expect(run.status == .exited(2))
      #expect(run.errors.contains(sentence), "\(run.errors)")
      #expect(!sandbox.exists("a.svg"))
    }
  }
}
