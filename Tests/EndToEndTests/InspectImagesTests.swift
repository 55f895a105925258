import Foundation
import Processes
import Testing

/// Pictures of what trained networks see in images, as `sweep inspect` draws them.
struct InspectImagesTests {
  private static let spec = """
    sweep: seen
    data: digits
    network:
      - conv2d: { filters: 6, kernel_size: 3, activation: relu }
      - max_pool2d
      - batch_norm
      - flatten
      - dropout: { rate: 0.2 }
      - dense: { units: 10, activation: softmax }
    training:
      loss: categorical_crossentropy
      optimizer: adam
      batch_size: 32
      epochs: 3
      standardize: true
    inspect: { rows: 60, occlusion: { patch: 2 }, attacks: { sizes: [0.05, 0.2], steps: 4 } }
    evaluate: { on: test, replicates: 2, seed: 7 }
    keep: { weights: last }
    """

  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(Self.spec, to: "seen.yaml")
    let run = try sandbox.run("run", "seen.yaml", "-j", "2")
    #expect(run.status == .exited(0), "\(run.errors)")
    return sandbox
  }

  @Test func `pictures are drawn, and their captions say what they show`() throws {
    let sandbox = try sandbox()
    for (words, caption) in [
      (["activations", "--replicate", "1"], "seen, replicate 1: what each layer makes of"),
      (["activations", "--rows", "0,1500", "--maps", "4"], "the first 4 maps"),
      (["occlusion", "--patch", "3"], "The probability falls by "),
      (["saliency", "--rows", "3"], "means over networks (n = 2)"),
      (
        ["adversarial", "--size", "0.2", "--steps", "3", "--count", "40"],
        "3 steps fool a share of "
      ),
      (
        ["adversarial", "--attack", "targeted", "--steps", "30"],
        "Of all pairs of different classes"
      ),
      (
        ["adversarial", "--attack", "noise", "--towards", "3,7", "--steps", "80"],
        "The probability at the end is "
      ),
      (["adversarial", "--attack", "transfer", "--count", "40"], "the mean of the others is "),
    ] {
      let drawn = try sandbox.run(["inspect"] + words + ["-o", "seen.svg"])
      #expect(drawn.status == .exited(0), "\(drawn.errors)")
      #expect(drawn.output.contains(caption), "\(drawn.output)")
      let picture = try String(contentsOfFile: sandbox.path("seen.svg"), encoding: .utf8)
      #expect(picture.hasPrefix("<svg "))
      #expect(try sandbox.run(["inspect"] + words + ["-o", "seen.png"]).succeeded)
    }
  }

  @Test func `what cannot be drawn is said`() throws {
    let sandbox = try sandbox()
    for (words, sentence) in [
      (
        ["occlusion", "--patch", "2", "--stride", "3"],
        "--stride is 3, and pixels between patches of 2 would stay uncovered; make it at most 2"
      ),
      (["saliency", "--rows", "5000"], "there is no row 5000; the data have rows 0 to 1796"),
      (["saliency", "--rows", "first"], "--rows takes numbers of rows with commas between"),
      (
        ["adversarial", "--attack", "noise", "--size", "0.1"],
        "--size has no effect on --attack noise; it is for untargeted, transfer"
      ),
      (["adversarial", "--attack", "noise", "--towards", "x"], "there is no class 'x'"),
      (["occlusion", "--towards", "3"], "--towards has no effect on occlusion"),
    ] {
      let refused = try sandbox.run(["inspect"] + words + ["-o", "seen.svg"])
      #expect(!refused.succeeded)
      #expect(refused.errors.contains(sentence), "\(refused.errors)")
      #expect(!FileManager.default.fileExists(atPath: sandbox.path("seen.svg")))
    }
  }

  @Test func `metrics of the trained network are in tables`() throws {
    let sandbox = try sandbox()
    let table = try sandbox.run(
      "table", "--metric", "attack_success@0.2:minimize,occlusion_drop_strokes:maximize",
      "--format", "csv")
    #expect(table.status == .exited(0), "\(table.errors)")
    #expect(table.output.contains("attack_success@0.2"))
    #expect(table.output.contains("occlusion_drop_strokes"))
  }
}
