// swift-tools-version: 6.2
import PackageDescription

// All modules, the lowest layer first; dependencies point downwards only.

/// What every target promises: no warning, no bare `any`, no import that leaks by accident.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

/// Values only: no file, socket, clock or global randomness, and no pointer could hide here.
let pure = strict + [.strictMemorySafety()]

/// The engine's inner loops: one set of sources, shared by symbolic links, compiled for a level of the
/// processor. Optimized in debug builds too, as tests train networks.
func kernels(_ name: String, _ definitions: [String], _ flags: String...) -> Target {
  let optimized = ["-Ounchecked", "-disable-batch-mode", "-wmo", "-num-threads", "1"]
  return .target(
    name: name, dependencies: ["CVectors", "Kernels"],
    swiftSettings: strict + definitions.map { .define($0) }
      + [.unsafeFlags(optimized + flags.flatMap { ["-Xcc", $0] })])
}

// Any processor runs the build, and a newer one is used well.
#if arch(arm64)
  let kernelSets = [kernels("KernelsNEON", ["LEVEL_NEON", "REGISTERS_32"])]
#else
  let kernelSets = [
    kernels("KernelsV1", ["LEVEL_V1"], "-march=x86-64"),
    kernels("KernelsV3", ["LEVEL_V3"], "-march=x86-64-v3"),
    kernels("KernelsV4", ["LEVEL_V4", "REGISTERS_32"], "-march=x86-64-v4"),
    kernels(
      "KernelsBF16", ["LEVEL_V4", "REGISTERS_32", "LEVEL_BF16"], "-march=x86-64-v4",
      "-mavx512bf16"),
  ]
#endif
let kernelModules: [Target.Dependency] = kernelSets.map { .byName(name: $0.name) }

let package = Package(
  name: "sweep",
  products: [
    .executable(name: "sweep", targets: ["CLI"]),
    .executable(name: "bench", targets: ["Bench"]),
  ],
  targets: kernelSets + [
    // Libraries: none has ever heard of a sweep, and each C module has exactly one Swift owner.
    .systemLibrary(name: "CZeroMQ", providers: [.apt(["libzmq3-dev"])]),
    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CYAML", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CSodium", providers: [.apt(["libsodium-dev"])]),
    .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CCairo", providers: [.apt(["libcairo2-dev"])]),
    .systemLibrary(name: "CPCRE2", providers: [.apt(["libpcre2-dev"])]),
    .systemLibrary(name: "CMicroHTTPD", providers: [.apt(["libmicrohttpd-dev"])]),
    .systemLibrary(name: "CTurboJPEG", providers: [.apt(["libturbojpeg0-dev"])]),
    .systemLibrary(name: "CLinux"),
    .systemLibrary(name: "CChecksum"),
    .target(name: "ZeroMQ", dependencies: ["CZeroMQ", "Processes"], swiftSettings: strict),
    .target(name: "SQLite", dependencies: ["CSQLite"], swiftSettings: strict),
    .target(name: "YAML", dependencies: ["CYAML", "Documents"], swiftSettings: strict),
    .target(name: "Hashing", dependencies: ["CChecksum", "CSodium"], swiftSettings: strict),
    // OpenBLAS, opened by whoever needs it and no sooner.
    .target(name: "LAPACK", swiftSettings: strict),
    // libcurl, opened where a server is asked.
    .target(name: "HTTP", dependencies: ["CCurl"], swiftSettings: strict),
    // libmicrohttpd, opened where a page is served.
    .target(
      name: "HTTPServer", dependencies: ["CMicroHTTPD", "Processes"], swiftSettings: strict),
    // libturbojpeg, opened where a photograph is read.
    .target(name: "JPEG", dependencies: ["CTurboJPEG", "Drawings"], swiftSettings: strict),
    .target(name: "Patterns", dependencies: ["CPCRE2"], swiftSettings: strict),
    .target(name: "Processes", dependencies: ["CLinux"], swiftSettings: strict),
    .target(name: "Bundles", dependencies: ["Hashing", "Processes"], swiftSettings: strict),
    .target(
      name: "Hosts", dependencies: ["Documents", "Hashing", "Processes", "YAML"],
      swiftSettings: strict),
    .target(name: "Schedulers", dependencies: ["Processes"], swiftSettings: strict),
    // libcairo, opened where a picture is drawn or read.
    .target(name: "Cairo", dependencies: ["CCairo", "Drawings"], swiftSettings: strict),
    .target(name: "Drawings", swiftSettings: pure),
    .target(name: "Kubernetes", swiftSettings: pure),
    // Where a photograph has letters. Millions of pixels, and tests take photographs.
    .target(
      name: "Segmentation", dependencies: ["Drawings"],
      swiftSettings: pure + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    .target(name: "CBOR", swiftSettings: pure),
    // Trees of text with places, and the one reader and writer of JSON.
    .target(name: "Documents", swiftSettings: pure),
    .target(name: "Random", swiftSettings: pure),
    .target(name: "Statistics", dependencies: ["Random"], swiftSettings: pure),
    .systemLibrary(name: "CProcessor"),
    .systemLibrary(name: "CVectors"),
    // What the engine asks of a set of kernels.
    .target(name: "Kernels", swiftSettings: strict),
    .target(
      name: "Engine",
      dependencies: ["CProcessor", "Documents", "Kernels", "Random", "Statistics"] + kernelModules,
      // Unoptimized, a step allocates; a test counts.
      swiftSettings: strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    // What a trained network has learned.
    .target(
      name: "Inspection", dependencies: ["Engine", "Random"],
      // Every patch and every step of an attack is an input of its own.
      swiftSettings: pure + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    .target(name: "CDigits", exclude: ["README.md", "digits.bin"]),
    .target(
      name: "Datasets", dependencies: ["CDigits", "CZlib", "Hashing", "Processes"],
      // Tests decode half a gigabyte of real pixels: 3 s so, 17 s as plain debug code.
      swiftSettings: strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]),

    // The subject, as values.
    .target(name: "Trials", dependencies: ["CBOR", "Documents", "Hashing"], swiftSettings: pure),
    .target(
      name: "Sweeps",
      dependencies: ["CBOR", "Documents", "Hashing", "Random", "Statistics", "Trials"],
      swiftSettings: pure),
    .target(
      name: "Search",
      dependencies: [
        "Documents", "Hashing", "LAPACK", "Random", "Statistics", "Sweeps", "Trials",
      ],
      // A proposal weighs thousands of kernels, and tests make thousands of proposals.
      swiftSettings: pure + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    .target(
      name: "Cluster", dependencies: ["CBOR", "Hashing", "Random", "Search", "Sweeps", "Trials"],
      swiftSettings: pure),
    // How a sweep stands: a fold over its journal.
    .target(
      name: "Views", dependencies: ["Statistics", "Sweeps", "Trials"], swiftSettings: pure),
    .target(
      name: "Reports", dependencies: ["Documents", "Statistics", "Sweeps", "Trials", "Views"],
      swiftSettings: pure),
    .target(
      name: "Plots",
      dependencies: [
        "Documents", "Drawings", "Reports", "Statistics", "Sweeps", "Trials",
      ],
      swiftSettings: pure),

    // Adapters, where the subject meets text, engine, disk and wire.
    .target(
      name: "Specs",
      dependencies: [
        "Documents", "Processes", "Random", "Search", "Statistics", "Sweeps", "Trials", "YAML",
      ],
      swiftSettings: strict),
    .target(
      name: "Training",
      dependencies: [
        "CBOR", "Datasets", "Documents", "Engine", "Hashing", "Inspection", "Processes", "Random",
        "Statistics", "Sweeps", "Trials",
      ],
      swiftSettings: strict),
    .target(
      name: "Commands",
      dependencies: [
        "CBOR", "Datasets", "Documents", "Hashing", "Patterns", "Processes", "Random", "SQLite",
        "Sweeps", "Training", "Trials",
      ],
      // Programs print gigabytes, and their tests are run on debug builds.
      swiftSettings: strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    .target(
      name: "Store",
      dependencies: [
        "CBOR", "Documents", "Hashing", "Processes", "Search", "SQLite", "Statistics",
        "Sweeps", "Trials", "Views",
      ],
      swiftSettings: strict),
    .target(
      name: "Exports",
      dependencies: [
        "Documents", "Hashing", "HTTP", "Processes", "Reports", "SQLite", "Statistics",
        "Store", "Sweeps", "Trials",
      ],
      exclude: ["sweep.schema.json"], swiftSettings: strict),
    .target(
      name: "Imports",
      dependencies: ["Datasets", "Documents", "Processes", "SQLite", "Sweeps", "Trials"],
      swiftSettings: strict),
    .target(name: "Keys", dependencies: ["Processes", "ZeroMQ"], swiftSettings: strict),
    .target(
      name: "Control", dependencies: ["Documents", "Hashing", "Trials", "ZeroMQ"],
      swiftSettings: strict),
    // The pages' own files are part of the program.
    .target(name: "CWebPage", exclude: ["page"]),
    .target(
      name: "Runtime",
      dependencies: [
        "Cluster", "Control", "Documents", "Hashing", "Keys", "Processes", "Random", "Search",
        "Store", "Sweeps", "Training", "Trials", "Views", "ZeroMQ",
      ],
      swiftSettings: strict),

    // Sweeps in results files, and specs that become plans.
    .target(
      name: "Results",
      dependencies: [
        "Documents", "Drawings", "Hashing", "Plots", "Processes", "Reports", "Search", "Specs",
        "Statistics", "Store", "Sweeps", "Training", "Trials", "Views",
      ],
      swiftSettings: strict),
    .target(
      name: "Web",
      dependencies: [
        "CWebPage", "Control", "Documents", "Drawings", "HTTPServer", "Plots", "Processes",
        "Reports", "Results", "Store", "Sweeps", "Trials", "Views",
      ],
      exclude: ["pages.schema.json"], swiftSettings: strict),
    .target(
      name: "Planning",
      dependencies: [
        "Cluster", "Commands", "Datasets", "Documents", "Engine", "Hashing", "Imports",
        "Processes", "Reports", "Results", "Runtime", "Search", "Specs", "Statistics", "Store",
        "Sweeps", "Training", "Trials",
      ],
      swiftSettings: strict),

    .target(
      name: "Launching",
      dependencies: [
        "Bundles", "Control", "Datasets", "Documents", "Hashing", "Hosts", "Keys", "Kubernetes",
        "Processes", "Runtime", "Schedulers", "Store", "Views", "ZeroMQ",
      ],
      swiftSettings: strict),

    // The programs.
    .executableTarget(
      name: "CLI",
      dependencies: [
        "Bundles", "Cairo", "Cluster", "Commands", "Control", "Datasets", "Documents", "Drawings",
        "Engine", "Exports", "Hashing", "Hosts", "HTTP", "HTTPServer", "Imports", "Inspection",
        "JPEG",
        "Keys", "Launching", "Planning", "Plots", "Processes", "Random", "Reports", "Results",
        "Runtime", "Schedulers", "Search", "Segmentation", "Specs", "Statistics", "Store",
        "Sweeps", "Training", "Trials", "Views", "Web", "ZeroMQ",
      ],
      swiftSettings: strict,
      // A bundle has its libraries beside the program, and those need others there: the old form of
      // the path (DT_RPATH) holds for them too.
      linkerSettings: [
        .unsafeFlags([
          "-Xlinker", "--disable-new-dtags", "-Xlinker", "-rpath", "-Xlinker", "$ORIGIN/lib",
        ]),
        // A run is three processes of the program, and one more for each further slot. With Swift's own
        // libraries in it, at places that are known when it is linked, each starts in three quarters of the
        // time and has three fifths of the memory for itself.
        .unsafeFlags(
          ["-static-stdlib", "-Xclang-linker", "-no-pie"], .when(configuration: .release)),
      ]),
    .executableTarget(
      name: "Bench",
      dependencies: [
        "Cluster", "Datasets", "Documents", "Engine", "Hashing", "Kernels", "Keys", "Processes",
        "Random", "Reports", "Runtime", "Search", "Specs", "Statistics", "Store", "Sweeps",
        "Training", "Trials", "ZeroMQ",
      ],
      swiftSettings: strict),

    // Tests, a target for each module.
    .testTarget(name: "ZeroMQTests", dependencies: ["ZeroMQ"], swiftSettings: strict),
    .testTarget(name: "SQLiteTests", dependencies: ["SQLite"], swiftSettings: strict),
    .testTarget(name: "YAMLTests", dependencies: ["Documents", "YAML"], swiftSettings: strict),
    .testTarget(name: "LAPACKTests", dependencies: ["LAPACK"], swiftSettings: strict),
    .testTarget(name: "HashingTests", dependencies: ["Hashing"], swiftSettings: strict),
    .testTarget(name: "PatternsTests", dependencies: ["Patterns"], swiftSettings: strict),
    .testTarget(
      name: "CommandsTests",
      dependencies: [
        "Commands", "Documents", "Hashing", "Processes", "SQLite", "Sweeps", "Trials",
      ],
      swiftSettings: strict),
    .testTarget(name: "ProcessesTests", dependencies: ["Processes"], swiftSettings: strict),
    .testTarget(
      name: "BundlesTests", dependencies: ["Bundles", "Processes"], swiftSettings: strict),
    .testTarget(
      name: "SchedulersTests", dependencies: ["Processes", "Schedulers"], swiftSettings: strict),
    .testTarget(name: "HostsTests", dependencies: ["Hosts", "Processes"], swiftSettings: strict),
    .testTarget(name: "DrawingsTests", dependencies: ["Drawings"], swiftSettings: strict),
    .testTarget(
      name: "CairoTests", dependencies: ["CCairo", "Cairo", "Drawings"], swiftSettings: strict,
      linkerSettings: [.linkedLibrary("cairo")]),
    .testTarget(
      name: "JPEGTests", dependencies: ["Drawings", "JPEG"], swiftSettings: strict),
    .testTarget(
      name: "SegmentationTests", dependencies: ["Drawings", "JPEG", "Segmentation"],
      swiftSettings: strict),
    .testTarget(name: "CBORTests", dependencies: ["CBOR"], swiftSettings: strict),
    .testTarget(
      name: "DocumentsTests", dependencies: ["CBOR", "Documents", "Sweeps", "Trials"],
      swiftSettings: strict),
    .testTarget(name: "RandomTests", dependencies: ["Random"], swiftSettings: strict),
    .testTarget(
      name: "StatisticsTests", dependencies: ["Random", "Statistics"], exclude: ["References"],
      swiftSettings: strict),
    // Counts what tests allocate, by standing in for the C library's allocator.
    .target(name: "CAllocations", path: "Tests/Support/CAllocations"),
    .testTarget(
      name: "EngineTests",
      dependencies: ["CAllocations", "Engine", "Kernels", "Random"] + kernelModules,
      exclude: ["References"], swiftSettings: strict),
    .testTarget(
      name: "InspectionTests", dependencies: ["Engine", "Inspection", "Random"],
      exclude: ["References"], swiftSettings: strict),
    .testTarget(
      name: "DatasetsTests", dependencies: ["Datasets", "Hashing"],
      exclude: ["content_hashes.py"], swiftSettings: strict),
    .testTarget(
      name: "SweepsTests",
      dependencies: [
        "CBOR", "Documents", "Hashing", "Random", "Statistics", "Sweeps", "Trials",
      ],
      exclude: ["References"], swiftSettings: strict),
    .testTarget(
      name: "SearchTests",
      dependencies: [
        "CBOR", "Documents", "Hashing", "Random", "Search", "Statistics", "Sweeps", "Trials",
      ],
      exclude: ["References"], swiftSettings: strict),
    .testTarget(
      name: "ClusterTests",
      dependencies: [
        "CBOR", "Cluster", "Documents", "Hashing", "Random", "Search", "Store", "Sweeps", "Trials",
        "Views",
      ],
      exclude: ["teeth"], swiftSettings: strict),
    .testTarget(
      name: "ViewsTests",
      dependencies: ["Documents", "Hashing", "Random", "Statistics", "Sweeps", "Trials", "Views"],
      swiftSettings: strict),
    .testTarget(
      name: "ReportsTests",
      dependencies: [
        "Documents", "Hashing", "Random", "Reports", "Statistics", "Sweeps", "Trials", "Views",
      ],
      exclude: ["Cases.json", "Snapshots"], swiftSettings: strict),
    // Judges documents by a JSON Schema.
    .target(
      name: "Schemas", dependencies: ["Documents", "Specs", "Sweeps", "YAML"],
      path: "Tests/Support/Schemas",
      swiftSettings: strict),
    .testTarget(
      name: "PlotsTests",
      dependencies: [
        "Documents", "Drawings", "Plots", "Statistics", "Sweeps", "Trials",
      ],
      exclude: ["Snapshots"], swiftSettings: strict),
    .testTarget(
      name: "SpecsTests",
      dependencies: ["Documents", "Schemas", "Search", "Specs", "Sweeps", "Trials", "YAML"],
      swiftSettings: strict),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "Datasets", "Documents", "Engine", "Hashing", "Random", "Specs", "Sweeps", "Training",
        "Trials", "YAML",
      ],
      swiftSettings: strict),
    // Results files with trials in them, as tests tell of them.
    .target(
      name: "Records", dependencies: ["Store", "Sweeps", "Trials"],
      path: "Tests/Support/Records", swiftSettings: strict),
    .testTarget(
      name: "StoreTests",
      dependencies: [
        "Documents", "Hashing", "Records", "Search", "SQLite", "Statistics", "Store", "Sweeps",
        "Trials", "Views",
      ],
      exclude: ["version-1.sql", "version-2.sql"], swiftSettings: strict),
    .testTarget(
      name: "ResultsTests",
      dependencies: [
        "Documents", "Hashing", "Processes", "Records", "Reports", "Results", "Store", "Sweeps",
        "Trials",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "PlanningTests",
      dependencies: [
        "Planning", "Processes", "Records", "Results", "Runtime", "Store", "Sweeps", "Trials",
      ],
      swiftSettings: strict),
    // A server of HTTP on loopback.
    .target(name: "Loopback", path: "Tests/Support/Loopback", swiftSettings: strict),
    .testTarget(
      name: "ControlTests",
      dependencies: ["Control", "Documents", "Hashing", "Processes", "Trials", "ZeroMQ"],
      swiftSettings: strict),
    .testTarget(name: "KeysTests", dependencies: ["Keys", "ZeroMQ"], swiftSettings: strict),
    .testTarget(name: "HTTPTests", dependencies: ["HTTP", "Loopback"], swiftSettings: strict),
    // A client of HTTP that says whatever it is told to.
    .target(name: "RawHTTP", path: "Tests/Support/RawHTTP", swiftSettings: strict),
    .testTarget(
      name: "HTTPServerTests", dependencies: ["HTTPServer", "RawHTTP"],
      swiftSettings: strict),
    .testTarget(
      name: "WebTests",
      dependencies: [
        "Control", "Documents", "Drawings", "Hashing", "HTTPServer", "Processes", "Records",
        "Reports", "Results", "Store", "Sweeps", "Trials", "Web",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ExportsTests",
      dependencies: [
        "Documents", "Exports", "Hashing", "Loopback", "Reports", "Schemas", "SQLite",
        "Statistics", "Store", "Sweeps", "Trials",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "LaunchingTests",
      dependencies: ["Datasets", "Keys", "Launching", "Processes", "ZeroMQ"],
      swiftSettings: strict),
    .testTarget(
      name: "RuntimeTests",
      dependencies: [
        "Cluster", "Control", "Documents", "Hashing", "Processes", "Random", "Runtime", "Search",
        "Store", "Sweeps", "Trials", "Views", "ZeroMQ",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "Bench", "CBOR", "CLI", "Cluster", "Documents", "Hashing", "Keys", "Loopback", "Processes",
        "Random", "RawHTTP", "Schemas", "SQLite", "Sweeps", "Trials", "ZeroMQ",
      ],
      exclude: ["Goldens", "read_weights.py"],
      swiftSettings: strict),
  ]
)
