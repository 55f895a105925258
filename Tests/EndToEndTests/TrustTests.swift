import Foundation
import Processes
import Testing

/// Workers that do not let a coordinator start programs.
struct TrustTests {
  @Test func `a worker with --no-command starts no program of a coordinator, and says why it goes`()
    throws
  {
    let sandbox = try Sandbox()
    try sandbox.write(
      """
      sweep: trust
      command: [sh, -c, 'echo x >> "$0/started"; echo accuracy=0.5', \(sandbox.directory), $lr]
      parameters: { lr: [0.1, 0.2] }
      metric: { name: accuracy, goal: maximize }
      evaluate: { replicates: 1 }
      """, to: "trust.yaml")
    let coordinator = try sandbox.start(
      "serve", "trust.yaml", "--listen", "tcp://127.0.0.1:*", "--insecure")
    let endpoint = try coordinator.endpoint()
    let careful = try sandbox.run("work", endpoint, "--slots", "1", "--no-command")
    #expect(careful.status == .exited(2))
    #expect(careful.errors.contains("has none but programs to train"), "\(careful.errors)")
    #expect(!sandbox.exists("started"))
    // Another worker does.
    #expect(try sandbox.run("work", endpoint, "--slots", "1").succeeded)
    #expect(try coordinator.finish().succeeded)
    #expect(sandbox.exists("started"))
  }
}
