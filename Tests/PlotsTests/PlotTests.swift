import Documents
import Drawings
import Statistics
import Sweeps
import Testing

@testable import Plots

struct CaptionTests {
  @Test func `a caption says what the bars are and over how many observations`() {
    let caption = FactorPlot(factors, parameter: 0, spread: .interval(level: 0.9))
      .drawing(column).caption
    #expect(
      caption == """
        mnist-l2: mean of val_accuracy at the last epoch by l2, over 3 replicates (n = 3). Bars: \
        90 % t-interval.
        """)
  }

  @Test func `what has no finite value is left out and said to be`() {
    let scores = scores(
      "odd", [("l2", ["0.1", "0.2"])], [[0.5, .nan, 0.7], [nil, .infinity, nil]])
    let drawing = FactorPlot(scores, parameter: 0).drawing(column)
    #expect(
      drawing.caption.hasSuffix(
        "4 of 6 trials left out: 2 diverged, 2 infinite or undefined."))
    #expect(drawing.caption.contains("n = 0 to 2"))
    let shapes = drawing.svg.split(separator: "\n").filter { !$0.contains("text") }
    #expect(!shapes.contains { $0.contains("nan") || $0.contains("\"inf") })
  }

  @Test func `bars over folds are corrected, and say so`() {
    let folds = scores(
      "f", [("u", ["1", "2"])], [[0.1, 0.2, 0.4], [0.3, 0.1, 0.2]],
      scheme: .folds(k: 3, kind: .kfold, repeats: 1), replicates: 1)
    let drawing = FactorPlot(folds, parameter: 0, spread: .error).drawing(column)
    #expect(drawing.caption.contains("Bars: ± standard error (Nadeau-Bengio"))
    // s = √(7/300), s √(1/3 + 1/2) = 0.139
    #expect(drawing.pieces.flatMap(\.titles).first == "u = 1: 0.23 ± 0.14, n = 3")
  }

  @Test func `a caption is left to the document on demand, and still told`() {
    let bare = PlotFormat(millimetres: 85, hasCaption: false)
    let plot = SpreadPlot(factors)
    #expect(plot.drawing(bare).height < plot.drawing(column).height)
    #expect(plot.drawing(bare).caption == plot.drawing(column).caption)
  }

  @Test func `differences name the best, the number of pairs and the correction`() {
    let caption = DifferencesPlot(factors).drawing(column).caption
    #expect(caption.contains("the best configuration (l2 = 0.0002507), paired over 3 replicates"))
    #expect(caption.contains("hold for all pairs together (Tukey)"))
  }
}

struct ManyTests {
  /// 40 x 5 configurations, two replicates.
  private let many = scores(
    "many",
    [("width", (1...40).map { "\($0 * 8)" }), ("activation", ["a", "b", "c", "d", "e"])],
    (0..<200).map { index in
      [37, 61].map { step in 0.9 + Double(index * step % 200) / 4000 }
    },
    replicates: 2)

  @Test func `a plot shows as many as can be told apart, the best, and says so`() {
    #expect(CurvesPlot.configurations(of: many).count == 6)
    let texts = FactorPlot(many, parameter: 1).drawing(column).caption
    #expect(texts.contains("Shown are the 6 best of 40 choices of width."))
    for caption in [
      SpreadPlot(many).drawing(column).caption, FoldsPlot(many).drawing(column).caption,
    ] {
      #expect(caption.contains("best of 200 configurations"))
    }
  }

  @Test func `a factor plot is of the numeric parameter with the most levels`() {
    #expect(FactorPlot.defaultParameter(of: many) == 0)
    #expect(FactorPlot.defaultParameter(of: twoByThree) == 1)
    #expect(FactorPlot.defaultParameter(of: scores("none", [], [[0.5, 0.5, 0.5]])) == nil)
  }

  @Test(arguments: [85.0, 174])
  func `no text is cut off at the edge of the page, and no two cover each other`(width: Double) {
    let format = PlotFormat(millimetres: width)
    let drawings = [many, twoByThree, factors].flatMap { scores -> [Drawing] in
      [
        FactorPlot(scores, parameter: 0, references: [Reference(0.98, name: "theirs")])
          .drawing(format),
        SpreadPlot(scores).drawing(format), FoldsPlot(scores).drawing(format),
        ParallelPlot(scores).drawing(format), DifferencesPlot(scores).drawing(format),
        CurvesPlot(scores, metric: "val_accuracy", curves: curves(of: scores)).drawing(format),
      ]
    }
    for drawing in drawings {
      let boxes = drawing.pieces.flatMap(\.texts).map { ($0.label.plain, $0.extent) }
      for (index, (text, box)) in boxes.enumerated() {
        #expect(box.left >= 0 && box.right <= drawing.width, "\(drawing.title): \(text)")
        #expect(box.top >= 0 && box.bottom <= drawing.height, "\(drawing.title): \(text)")
        for (other, rest) in boxes[(index + 1)...] {
          let isApart =
            box.right <= rest.left || rest.right <= box.left || box.bottom <= rest.top
            || rest.bottom <= box.top
          #expect(isApart, "\(drawing.title): '\(text)' covers '\(other)'")
        }
      }
    }
  }
}

extension Text {
  /// The box around capital letters and digits.
  fileprivate var extent: Box {
    let height = 0.72 * size
    let start =
      switch anchor {
      case .start: 0.0
      case .middle: -width / 2
      case .end: -width
      }
    return isTurned
      ? Box(left: place.x - height, top: place.y - start - width, width: height, height: width)
      : Box(left: place.x + start, top: place.y - height, width: width, height: height)
  }
}

struct BandTests {
  private func sweep(of count: Int) -> Scores {
    scores(
      "many", [("lr", (1...count).map { "\(Double($0) / 1000)" })],
      (1...count).map { index in [0, 0.01, 0.02].map { $0 + Double(index % 7) / 100 } })
  }

  private func bars(_ drawing: Drawing) -> Int {
    let titles: [String] = drawing.pieces.flatMap(\.titles)
    return titles.count { $0.contains(" ± ") }
  }

  @Test func `over forty values are a line with a band, and not a slab of bars`() {
    let few = FactorPlot(sweep(of: 40), parameter: 0).drawing(column)
    #expect(bars(few) == 40)
    #expect(few.caption.contains("Bars: ± sample standard deviation."))
    let many = FactorPlot(sweep(of: 41), parameter: 0).drawing(column)
    #expect(bars(many) == 0)
    #expect(many.caption.contains("Bands: ± sample standard deviation."))
    #expect(!many.caption.contains("drawn as one"))
  }

  @Test func `of thousands of values neighbours are drawn as one, which is said`() {
    let drawing = FactorPlot(sweep(of: 2000), parameter: 0).drawing(column)
    #expect(drawing.caption.contains("Neighbouring values are drawn as one"))
    #expect(drawing.svg.utf8.count < 20_000)
  }

  @Test func `names have bars, however many, as no line leads from one to the next`() {
    let names = scores(
      "names", [("kind", (1...50).map { "kind \($0)" })], (1...50).map { _ in [0.1, 0.2, 0.3] })
    #expect(bars(FactorPlot(names, parameter: 0).drawing(column)) == 50)
  }

  @Test func `labels of parallel axes have white behind them, above all lines`() {
    let drawing = ParallelPlot(twoByThree).drawing(column)
    var (lastLine, boxes) = (0, [Int]())
    for (place, piece) in drawing.pieces.enumerated() {
      if case .titled = piece { lastLine = place }
      if case .shape(.box, let paint) = piece, paint == Paint(fill: .white) { boxes.append(place) }
    }
    #expect(boxes.count > 6)
    #expect(boxes.allSatisfy { $0 > lastLine })
  }
}

struct NameTests {
  @Test func `long names lose their middle and stay apart`() {
    let names = ["a-long-name-of-a-network-0.1", "a-long-name-of-a-network-0.2", "short"]
    let short = names.shortened(to: 60, size: 7)
    #expect(short[2] == "short")
    #expect(Set(short).count == 3)
    #expect(short.allSatisfy { $0.relativeWidth * 7 <= 60 })
    #expect(short[0].contains("…"))
    let alike = ["xxxxxxxxxx-1-yyyyyyyyyy", "xxxxxxxxxx-2-yyyyyyyyyy"].shortened(to: 40, size: 7)
    #expect(Set(alike).count == 2)
  }

  @Test func `of several values the longest is cut, as numbers cut are other numbers`() {
    let name = "a rectified linear unit, 10000, 64, 0.5"
    let short = name.shortened(to: 90, size: 7)
    #expect(short.hasSuffix(", 10000, 64, 0.5"))
    #expect(short.hasPrefix("a ") && short.contains("…"))
    #expect(short.relativeWidth * 7 <= 90)
    #expect("0.000464159, 0.000464159".shortened(to: 20, size: 7).relativeWidth * 7 <= 20)
  }

  @Test func `a configuration is called by what differs`() {
    let scores = scores(
      "s", [("units", ["32"]), ("l2", ["0", "1e-05"])], [[0.1, 0.2, 0.3], [0.2, 0.3, 0.4]])
    #expect(scores.heading() == "l2")
    #expect(scores.name(of: 1) == "1e-5")
    #expect(scores.fullName(of: 1) == "units = 32, l2 = 1e-5")
  }

  @Test func `texts of people are printable in every place`() {
    let scores = scores(
      "s\u{1b}[2J", [("p\n", ["a\u{7}", "学習率"])], [[0.1, 0.2, 0.3], [0.2, 0.1, 0.4]])
    let svg = FactorPlot(scores, parameter: 0).drawing(column).svg
    #expect(!svg.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    #expect(svg.contains("学習率"))
  }

  @Test func `dots of a row do not cover each other as long as there is room`() {
    let places = swarm([1, 1, 1, 1.5, 9, 9], radius: 1, reach: 5)
    for (index, a) in places.enumerated() {
      for b in places[(index + 1)...] {
        #expect((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y) >= 4)
      }
    }
    #expect(places.allSatisfy { abs($0.y) <= 5 })
  }
}

struct CurvesTests {
  @Test func `an axis follows where the curves end if they begin far away, and says so`() {
    let plot = CurvesPlot(factors, metric: "val_accuracy", curves: curves(of: factors, epochs: 20))
    #expect(plot.drawing(column).caption.contains("leaves out where the first epochs lie"))
    let whole = CurvesPlot(
      factors, metric: "val_accuracy", curves: curves(of: factors, epochs: 20), range: 0...1)
    #expect(!whole.drawing(column).caption.contains("leaves out"))
  }

  @Test func `a gap is no point, and is counted`() {
    let plot = CurvesPlot(twoByThree, metric: "val_accuracy", curves: curves(of: twoByThree))
    let caption = plot.drawing(column).caption
    #expect(caption.contains("n = 2 to 3"))
    #expect(caption.hasSuffix("6 measurements of 216 left out: not finite."))
  }
}
