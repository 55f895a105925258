/// The facts that a probe saw of a host.
package struct HostFacts: Hashable, Sendable {
  /// The folder below which everything lies there.
  package let base: String
  /// The processor's architecture in the words of `uname -m`.
  package let architecture: String
  /// Such as `2.36`; empty where the system has another C library.
  package let glibc: String
  /// The processors that a process may use there (`nproc`); at least 1.
  package let cores: Int
  /// The memory in bytes.
  package let memory: Int
  /// NVIDIA GPUs, counted by their device files `/dev/nvidia0` and on.
  package let gpus: Int
  /// The level of x86-64 (1 to 4) whose instructions it has; 0 for other processors.
  package let level: Int
  /// Bytes that are free on the disk of `base`.
  package let free: Int
  /// Seconds since 1970, by its clock.
  package let time: Int
  /// The address that ssh came from, as the host sees it.
  package let client: String?
  /// Programs that it needs and lacks.
  package let lacking: [String]
  /// The names of the folders in `programs` there, each an unpacked program of ours.
  package let programs: Set<String>
  /// The names of the folders in `codes` there, each an unpacked folder of the user's.
  package let codes: Set<String>
  /// The hashes of the files in `blobs` there, as `b2sum -l 256` prints them.
  package let blobs: Set<String>

  /// Reads lines of a word and its value.
  ///
  /// - Throws: when what answered is not the probe.
  init(_ text: String) throws(HostError) {
    var values: [Substring: [String]] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1)
      values[words[0], default: []].append(words.count > 1 ? String(words[1]) : "")
    }
    func first(_ word: Substring) -> String { values[word]?.first ?? "" }
    guard first("base").hasPrefix("/"), !first("architecture").isEmpty else {
      throw HostError(
        "its shell does not do what it is told; does a file such as .bashrc print or start something?"
      )
    }
    base = first("base")
    architecture = first("architecture")
    glibc = first("glibc")
    cores = max(Int(first("cores")) ?? 1, 1)
    memory = (Int(first("memory")) ?? 0) * 1024
    gpus = Int(first("gpus")) ?? 0
    level = HostFacts.level(Set(first("flags").split(separator: " ")))
    free = (Int(first("free")) ?? 0) * 1024
    time = Int(first("time")) ?? 0
    client = first("client").split(separator: " ").first.map(String.init)
    lacking = values["lacks"] ?? []
    programs = Set(values["program"] ?? [])
    codes = Set(values["code"] ?? [])
    blobs = Set(values["blob"] ?? [])
  }

  /// The facts in words: `16 cores, 64 GB, 2 GPUs, x86-64-v4`.
  package var words: String {
    var words = [cores == 1 ? "1 core" : "\(cores) cores", "\(memory / 1_000_000_000) GB"]
    if gpus > 0 { words.append(gpus == 1 ? "1 GPU" : "\(gpus) GPUs") }
    words.append(level > 0 ? "x86-64-v\(level)" : architecture)
    return words.joined(separator: ", ")
  }

  /// Gives the level of the x86-64 psABI that a processor with these flags has; 0 without `sse2`.
  private static func level(_ flags: Set<Substring>) -> Int {
    guard flags.contains("sse2") else { return 0 }
    guard flags.contains("sse4_2"), flags.contains("popcnt") else { return 1 }
    guard flags.contains("avx2"), flags.contains("fma"), flags.contains("bmi2") else { return 2 }
    return flags.isSuperset(of: ["avx512f", "avx512bw", "avx512dq", "avx512vl"]) ? 4 : 3
  }
}
