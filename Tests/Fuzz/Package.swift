// swift-tools-version: 6.2
import PackageDescription

// Throws bytes at what reads from the network and from disks, with libFuzzer (see `fuzz`).
//
// A package of its own: `-sanitize=fuzzer` would put its traces into every build. It stands on the
// rooms that the decoder stands on, by symbolic links to their sources.

let fuzzed: [SwiftSetting] = [
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .unsafeFlags(["-sanitize=fuzzer", "-parse-as-library"]),
]

let package = Package(
  name: "fuzz",
  targets: [
    .systemLibrary(name: "CChecksum"),
    .systemLibrary(name: "CSodium"),
    .target(name: "Hashing", dependencies: ["CChecksum", "CSodium"], swiftSettings: fuzzed),
    .target(name: "CBOR", swiftSettings: fuzzed),
    .target(name: "Documents", swiftSettings: fuzzed),
    .target(name: "Random", swiftSettings: fuzzed),
    .target(name: "Statistics", dependencies: ["Random"], swiftSettings: fuzzed),
    .target(
      name: "Trials", dependencies: ["CBOR", "Documents", "Hashing"], swiftSettings: fuzzed),
    .target(
      name: "Sweeps",
      dependencies: ["CBOR", "Documents", "Hashing", "Random", "Statistics", "Trials"],
      swiftSettings: fuzzed),
    .target(
      name: "Cluster", dependencies: ["CBOR", "Hashing", "Random", "Sweeps", "Trials"],
      swiftSettings: fuzzed),
    .executableTarget(
      name: "Fuzz", dependencies: ["CBOR", "Cluster", "Documents", "Hashing", "Trials"],
      swiftSettings: fuzzed,
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]),
  ])
