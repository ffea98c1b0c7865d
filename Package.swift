// swift-tools-version: 6.1
import PackageDescription

// The folder list reads as the data flow; DESIGN in README.md draws it. A target without the
// `Muster` prefix knows nothing of volunteers and could be lifted out.

let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioLocks: Target.Dependency = .product(name: "NIOConcurrencyHelpers", package: "swift-nio")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let deque: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
/// PBKDF2, which only clients need.
let keyDerivation: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let http: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "muster",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "musterd", targets: ["musterd"]),
    .executable(name: "muster", targets: ["muster"]),
    .executable(name: "muster-bench", targets: ["muster-bench"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/apple/swift-crypto", "3.12.3"..<"5.0.0"),
  ],
  targets: [
    // PostgreSQL
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .target(name: "Postgres", dependencies: ["CLibPQ", nioLocks, deque, logging]),
    .target(name: "PostgresCluster", dependencies: [logging]),

    // Pure: no clock, no randomness, no network
    .target(name: "MusterDomain"),
    // Optimised in debug builds as well, with its assertions on: tests solve thousands of problems.
    .target(
      name: "MusterSolver",
      swiftSettings: [.unsafeFlags(["-O", "-assert-config", "Debug"], .when(configuration: .debug))]),
    .target(name: "MusterProtocol", dependencies: ["MusterDomain"]),
    .target(name: "MusterCity", dependencies: ["MusterDomain"]),
    .target(name: "MusterSchema", path: "sql", sources: ["schema.c"], publicHeadersPath: "include"),

    // Login by password, RFC 5802 and 7677; pure but for the digests that it uses
    .target(name: "SCRAM", dependencies: [crypto]),
    // The only target that knows TLS: BoringSSL is two thirds of a clean build.
    .target(name: "MusterTLS", dependencies: ["MusterDomain", "MusterProtocol", nioCore, nioPosix, nioLocks, nioSSL]),

    // The daemon
    .target(name: "MusterStore", dependencies: ["MusterDomain", "Postgres", "MusterSchema", nioLocks, logging]),
    .target(
      name: "MusterHandler",
      dependencies: [
        "MusterDomain", "MusterSolver", "MusterProtocol", "MusterStore", "MusterCity", "SCRAM", crypto, nioLocks, logging,
      ]),
    // Knows that there is TLS, by its events, and not whose.
    .target(
      name: "MusterLineServer",
      dependencies: ["MusterHandler", "MusterProtocol", nioCore, nioPosix, nioTLS, nioLocks, logging]),
    // Where messages to members go: a file, or a gateway by HTTP
    .target(name: "MusterMessenger", dependencies: ["MusterHandler", http, crypto, nioCore]),
    .executableTarget(
      name: "musterd",
      dependencies: [
        "MusterLineServer", "MusterHandler", "MusterMessenger", "MusterTLS", http, "Postgres", "PostgresCluster", arguments,
        signals, nioCore, logging,
      ]),

    // The client
    .target(name: "MusterClient", dependencies: ["MusterProtocol", "MusterTLS", "SCRAM", keyDerivation, nioCore, nioPosix]),
    .executableTarget(
      name: "muster", dependencies: ["MusterClient", "MusterTLS", "MusterProtocol", "MusterCity", "MusterSolver", arguments]),

    // Measuring; MusterBenchmark is pure
    .target(name: "MusterBenchmark"),
    .executableTarget(
      name: "muster-bench",
      dependencies: ["MusterBenchmark", "MusterSolver", "MusterClient", "MusterTLS", nioCore, nioPosix, arguments]),

    // Tests
    .target(
      name: "TestSupport",
      dependencies: [
        "Postgres", "PostgresCluster", "MusterDomain", "MusterProtocol", "MusterStore", "MusterHandler", "MusterLineServer",
        "MusterClient", "MusterTLS", nioLocks, logging,
      ],
      path: "Tests/Support"),
    .testTarget(name: "PostgresTests", dependencies: ["Postgres", "TestSupport"]),
    .testTarget(name: "SCRAMTests", dependencies: ["SCRAM", crypto]),
    .testTarget(name: "PostgresClusterTests", dependencies: ["PostgresCluster", "Postgres", "TestSupport"]),
    .testTarget(name: "MusterDomainTests", dependencies: ["MusterDomain"]),
    .testTarget(name: "MusterSolverTests", dependencies: ["MusterSolver"]),
    .testTarget(name: "MusterProtocolTests", dependencies: ["MusterProtocol"]),
    .testTarget(name: "MusterCityTests", dependencies: ["MusterCity"]),
    .testTarget(name: "MusterStoreTests", dependencies: ["MusterStore", "TestSupport"]),
    .testTarget(
      name: "MusterHandlerTests", dependencies: ["MusterHandler", "MusterCity", "SCRAM", "Postgres", "TestSupport", crypto]),
    .testTarget(name: "MusterLineServerTests", dependencies: ["MusterLineServer", "MusterTLS", "TestSupport", nioSSL]),
    .testTarget(
      name: "MusterClientTests",
      dependencies: [
        "MusterClient", "MusterProtocol", "MusterTLS", "SCRAM", "muster", "TestSupport", nioCore, nioPosix, nioLocks,
      ]),
    .testTarget(
      name: "MusterMessengerTests",
      dependencies: [
        "MusterMessenger", "MusterHandler", "MusterDomain", http, nioCore, nioPosix, nioLocks,
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ]),
    .testTarget(name: "MusterBenchTests", dependencies: ["MusterBenchmark"]),
    .testTarget(
      name: "ConformanceTests",
      dependencies: [
        "MusterLineServer", "MusterTLS", "SCRAM", "TestSupport", "MusterProtocol", "Postgres", nioCore, nioPosix, nioLocks,
        logging,
        .product(name: "NIOEmbedded", package: "swift-nio"), .product(name: "NIOTestUtils", package: "swift-nio"),
      ],
      path: "Tests/Conformance", resources: [.copy("Sessions"), .copy("Clients"), .copy("Vectors")]),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "TestSupport", "MusterProtocol", "MusterClient", "MusterTLS", "MusterCity", "Postgres", "musterd", "muster", nioLocks,
        logging,
      ]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x
)
