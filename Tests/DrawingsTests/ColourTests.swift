import Drawings
import Testing

struct ColourTests {
  @Test(arguments: [Ramp.cividis, .white])
  func `every step of a ramp is lighter than the one before, or every step is darker`(ramp: Ramp) {
    let lights = (0...64).map { ramp.colour(Double($0) / 64).luminance }
    let pairs = zip(lights, lights.dropFirst())
    #expect(pairs.allSatisfy { $0 < $1 } || pairs.allSatisfy { $0 > $1 })
  }

  @Test func `a ramp begins and ends with its own colours, whatever it is asked for`() {
    #expect(Ramp.cividis.colour(-1) == Colour(0x00224e))
    #expect(Ramp.cividis.colour(2) == Colour(0xfee838))
    #expect(Ramp.white.colour(0) == .white)
  }

  @Test func `in the dark, paper is dark and ink is light, and what is on record stays`() {
    let dark = ColourScheme.dark
    #expect(dark.shown(.white) == Colour(0x0d1117))
    #expect(dark.shown(.black) == Colour(0xf4f4f4))
    #expect(dark.shown(Colour(0x333333).opacity(0.5)).opacity == 0.5)
    for colour in Colour.categories {
      #expect(ColourScheme.light.shown(colour) == colour)
      // WCAG 2.2 (1.4.11) asks 3 of graphics.
      let contrast = (dark.shown(colour).luminance + 0.05) / (dark.shown(.white).luminance + 0.05)
      #expect(contrast >= 3, "\(colour)")
    }
  }

  @Test func `text is as wide as Helvetica's metrics say`() {
    #expect(abs("Hinton 0.9847".relativeWidth - 6.226) < 1e-9)
    #expect("学習率".relativeWidth == 3)
    #expect(Label("10", raised: "5").width == 2 * 0.556 + 0.72 * 0.556)
  }
}
