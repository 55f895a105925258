import Foundation
import Testing

@testable import Runtime

struct GPUsTests {
  @Test(arguments: [
    (["CUDA_VISIBLE_DEVICES": "2,3", "SLURM_JOB_GPUS": "6,7"], ["2", "3"]),
    (["CUDA_VISIBLE_DEVICES": "GPU-8932f937, MIG-3"], ["GPU-8932f937", "MIG-3"]),
    (["CUDA_VISIBLE_DEVICES": "0,-1,1"], ["0"]),
    (["CUDA_VISIBLE_DEVICES": "NoDevFiles"], []),
    (["CUDA_VISIBLE_DEVICES": ""], []),
    (["SLURM_JOB_ID": "7", "SLURM_JOB_GPUS": "6,7"], ["6", "7"]),
    // A job that asked for none has none, whatever the node has.
    (["SLURM_JOB_ID": "7", "PATH": "/nowhere"], []),
    (["PATH": "/nowhere"], []),
  ])
  func `a worker has the GPUs that it was given`(environment: [String: String], names: [String]) {
    #expect(GPUs.given(in: environment) == names)
  }

  @Test func `without a word of anybody, it has those of the machine`() throws {
    let folder = NSTemporaryDirectory() + "sweep-gpus-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data("#!/bin/sh\nprintf '0\\n1\\n'\n".utf8).write(to: URL(filePath: "\(folder)/nvidia-smi"))
    chmod("\(folder)/nvidia-smi", 0o755)
    #expect(GPUs.given(in: ["PATH": folder]) == ["0", "1"])
  }
}
