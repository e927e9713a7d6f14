// swift-tools-version: 6.2
import PackageDescription

/// The settings every room is built with: strict memory safety, no warnings, explicit imports.
let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableExperimentalFeature("Lifetimes"),
]

/// A room of the house, with its tests in the folder of the same name under `Tests`.
func room(_ name: String, _ dependencies: [Target.Dependency]) -> [Target] {
    [
        .target(
            name: name, dependencies: dependencies, path: "Sources/\(name)", swiftSettings: house),
        .testTarget(
            name: "\(name)Tests",
            dependencies: [.byName(name: name)] + dependencies,
            path: "Tests/\(name)",
            swiftSettings: house),
    ]
}

let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let arguments: Target.Dependency = .product(
    name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

let package = Package(
    name: "portcullis",
    products: [
        .executable(name: "portcullis", targets: ["portcullis"]),
        .executable(name: "portcullis-worker", targets: ["portcullis-worker"]),
    ],
    dependencies: [
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        // The doors to C: module maps and shims, no logic.
        .target(name: "CLinux", path: "Sources/C/CLinux"),
        .systemLibrary(
            name: "CNghttp2", path: "Sources/C/CNghttp2", pkgConfig: "libnghttp2",
            providers: [.apt(["libnghttp2-dev"])]),
        .systemLibrary(
            name: "COpenSSL", path: "Sources/C/COpenSSL", pkgConfig: "libssl",
            providers: [.apt(["libssl-dev"])]),
        // No pkgConfig: hiredis' carries a -D flag that SwiftPM warns about.
        .systemLibrary(
            name: "CHiredis", path: "Sources/C/CHiredis", providers: [.apt(["libhiredis-dev"])]),
        .systemLibrary(
            name: "CJWT", path: "Sources/C/CJWT", pkgConfig: "libjwt",
            providers: [.apt(["libjwt-dev"])]),
        .target(name: "COnnxRuntime", path: "Sources/C/COnnxRuntime"),
    ]
        // The Cedar policy language: parse, validate, evaluate; pure.
        + room("Cedar", [])
        // Who may do what, where, how often: values in, decision out; time is a parameter.
        + room("Policy", ["Cedar"])
        // Bytes in, events out: TLS, HTTP, gRPC, the inference protocols, JWT, Redis.
        + room("Wire", ["CNghttp2", "COpenSSL", "CHiredis", "CJWT"])
        // Threads, epoll, sockets, timers, memory, atomic cells; no protocol.
        + room("Runtime", ["CLinux"])
        // The house: one shard per core, and the request's life.
        + room("Gateway", ["Policy", "Wire", "Runtime"])
        // The slow side: files to snapshots, keys, audit writer, metrics, the admin pages.
        + room(
            "Control",
            ["Gateway", "Policy", "Wire", "Runtime", "Cedar", yams, logging, arguments])
        // A model repository, a batcher and an engine behind the inference protocol.
        + room("Worker", ["Wire", "Runtime", "COnnxRuntime", arguments, logging])
        + [
            .executableTarget(
                name: "portcullis", dependencies: ["Control", arguments],
                path: "Sources/portcullis", swiftSettings: house),
            .executableTarget(
                name: "portcullis-worker", dependencies: ["Worker", arguments],
                path: "Sources/portcullis-worker", swiftSettings: house),
            // Nanoseconds per step of Wire, in memory.
            .executableTarget(
                name: "wire-benchmark", dependencies: ["Wire"], path: "Tests/Benchmarks/Wire",
                swiftSettings: house),
            // The house rules that a compiler does not check: imports, `unsafe`, lengths, banned calls.
            .testTarget(name: "HouseRules", path: "Tests/HouseRules", swiftSettings: house),
            // One file per promise, with real processes and clients nobody here wrote.
            .testTarget(
                name: "EndToEnd", dependencies: ["portcullis", "portcullis-worker"],
                path: "Tests/EndToEnd", exclude: ["clients", "Support/keep"],
                swiftSettings: house),
        ]
)
