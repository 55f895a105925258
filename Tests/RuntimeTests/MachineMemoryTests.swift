import Testing

@testable import Runtime

struct MachineMemoryTests {
  private let machine = "MemTotal:       1048576 kB\nMemFree: 1 kB\n"

  @Test(
    arguments: [
      ([:], [:], 1 << 30),
      ([:], ["/sys/fs/cgroup/memory.max": "536870912\n"], 1 << 29),
      ([:], ["/sys/fs/cgroup/memory.max": "max\n"], 1 << 30),
      // The value of version 1 of cgroups where there is no limit.
      ([:], ["/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n"], 1 << 30),
      (["SLURM_MEM_PER_NODE": "256"], [:], 256 << 20),
      (["SLURM_MEM_PER_CPU": "100", "SLURM_CPUS_ON_NODE": "4"], [:], 400 << 20),
    ] as [([String: String], [String: String], Int)])
  func `a worker has the memory of its job, its container or its machine`(
    environment: [String: String], files: [String: String], bytes: Int
  ) {
    let given = MachineMemory.given(in: environment) { path in
      path == "/proc/meminfo" ? machine : files[path]
    }
    #expect(given == bytes)
  }

  @Test func `nothing is made up where nothing tells it`() {
    #expect(MachineMemory.given(in: [:]) { _ in nil } == 0)
  }
}
