// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

// The order of this list is the direction of imports: a module may use modules above it, never one
// below. `hack/verify` holds the whole tree to it.

/// How strict a target is: as strict as the language goes.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

/// A Swift module under `Sources/`.
func module(_ name: String, uses: [Target.Dependency] = []) -> Target {
  .target(
    name: name, dependencies: uses,
    swiftSettings: strict + [.strictMemorySafety()])
}

/// The tests of a module, under `Tests/<Module>Tests`. They may call C and Foundation as they please.
func tests(of name: String, uses: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.byName(name: name)] + uses, resources: resources,
    swiftSettings: strict)
}

/// A system library: a module map and a shim header under `Sources/`, nothing else.
func library(_ name: String, _ pkgConfig: String, apt: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

/// What `capctl version` says it was built from; set by `hack/build`.
let commit = Context.environment["CAPCTL_COMMIT"]

let package = Package(
  name: "capctl",
  targets: [
    // System libraries.
    library("CYAML", "yaml-0.1", apt: "libyaml-dev"),
    library("CCurl", "libcurl", apt: "libcurl4-openssl-dev"),
    library("CSSH2", "libssh2", apt: "libssh2-1-dev"),
    library("CGit2", "libgit2", apt: "libgit2-dev"),
    library("COpenSSL", "libcrypto", apt: "libssl-dev"),
    library("CZlib", "zlib", apt: "zlib1g-dev"),
    .systemLibrary(name: "CSpawn"),
    library("CSQLite", "sqlite3", apt: "libsqlite3-dev"),
    library("CServing", "openssl", apt: "libhttp-parser-dev"),

    // Modules, from the ones that know nothing to the one that knows everything.
    module("Log"),
    module("Metrics"),
    module("Manifest", uses: ["Log", "CYAML"]),
    module("PKI", uses: ["Log", "COpenSSL"]),
    module("Archive", uses: ["Log", "CZlib"]),
    module("Template", uses: ["Log", "Manifest", "PKI", "Archive"]),
    module("Packs", uses: ["Log", "Manifest", "Template"]),
    module("Kustomize", uses: ["Log", "Manifest", "PKI"]),
    module("HTTP", uses: ["Log", "CCurl"]),
    module("SSH", uses: ["Log", "PKI", "CSSH2"]),
    module("Git", uses: ["Log", "HTTP", "SSH", "CGit2"]),
    module("Spawn", uses: ["Log", "CSpawn"]),
    module("Serving", uses: ["Log", "HTTP", "CServing"]),
    module("CommandLine", uses: ["Log"]),
    module("Kube", uses: ["Log", "Manifest", "HTTP", "PKI", "Spawn"]),
    module(
      "ManagementAPI",
      uses: ["Log", "Metrics", "Manifest", "HTTP", "PKI", "Serving", "Kube", "CSQLite"]),
    module("Runtime", uses: ["Log", "Manifest", "Kube"]),
    module("API", uses: ["Log", "Manifest", "Kube"]),
    module("Views", uses: ["Log", "Manifest", "CommandLine", "Kube", "API"]),
    module("Docker", uses: ["Log", "Manifest", "HTTP", "PKI", "Archive"]),
    module("Azure", uses: ["Log", "Manifest", "PKI", "HTTP", "Spawn"]),
    module("Bootstrap", uses: ["Log", "Manifest", "PKI", "Archive", "Kube"]),
    module("Nodes", uses: ["Log", "Manifest", "SSH", "Archive", "Docker", "Bootstrap"]),
    module(
      "Site",
      uses: ["Log", "Manifest", "Template", "HTTP", "Kube", "Runtime", "API", "Bootstrap"]),
    module(
      "Controllers",
      uses: [
        "Log", "Manifest", "Template", "HTTP", "PKI", "Kube", "Runtime", "API", "Bootstrap", "Site",
      ]),
    module(
      "Provider",
      uses: [
        "Log", "Manifest", "Template", "Packs", "HTTP", "PKI", "Kube", "Runtime", "API", "Docker",
        "Azure", "Bootstrap", "Nodes", "Site",
      ]),
    module(
      "GitOps",
      uses: [
        "Log", "Manifest", "Template", "HTTP", "SSH", "Git", "PKI", "Kustomize", "Kube", "Runtime",
        "API", "Site",
      ]),
    module(
      "Rehearsal",
      uses: [
        "Log", "Manifest", "Template", "Packs", "Kube", "ManagementAPI", "Runtime", "API", "Views",
        "Bootstrap", "Site", "Controllers", "Provider",
      ]),
    module("Plane", uses: ["Log", "ManagementAPI", "Manifest", "Metrics", "PKI", "Serving"]),
    module(
      "AzureEmulator",
      uses: ["Log", "Manifest", "HTTP", "PKI", "Archive", "Serving", "Docker", "Nodes"]),
    .target(name: "TestKit", dependencies: ["Log", "Spawn"], swiftSettings: strict),

    // Templates of clusters, compiled in.
    .target(
      name: "TemplateParts", path: "templates/parts",
      resources: [.embedInCode("agent.yaml"), .embedInCode("health-checks.yaml")],
      swiftSettings: strict),
    .target(
      name: "RepoTemplates", path: "templates/repo",
      resources: [
        .embedInCode("README.md"), .embedInCode("pre-commit"), .embedInCode("workflow.yaml"),
      ], swiftSettings: strict),
    .target(
      name: "InMemoryTemplates", dependencies: ["TemplateParts"], path: "templates/inmemory",
      resources: [.embedInCode("cluster-template.yaml")], swiftSettings: strict),
    .target(
      name: "AzureTemplates", dependencies: ["TemplateParts"], path: "templates/azure",
      resources: [
        .embedInCode("cluster.yaml"), .embedInCode("network.yaml"),
        .embedInCode("network-internal-lb.yaml"), .embedInCode("network-byo-vnet.yaml"),
        .embedInCode("machines.yaml"), .embedInCode("aks.yaml"),
      ], swiftSettings: strict),
    .target(
      name: "DockerTemplates", dependencies: ["TemplateParts"], path: "templates/docker",
      resources: [.embedInCode("cluster-template.yaml")], swiftSettings: strict),
    .target(
      name: "SSHTemplates", path: "templates/ssh",
      resources: [.embedInCode("cluster-template.yaml")], swiftSettings: strict),
    .target(
      name: "PlatformTemplate", path: "templates/platform",
      resources: [
        .embedInCode("base/base.yaml"), .embedInCode("base/cert-manager.yaml"),
        .embedInCode("base/ingress-nginx.yaml"), .embedInCode("base/keda.yaml"),
        .embedInCode("environments/prod.yaml"), .embedInCode("environments/staging.yaml"),
        .embedInCode("clusters/cluster.yaml"),
      ], swiftSettings: strict),

    // Provider packs, compiled in.
    .target(
      name: "DockerPacks", path: "providers/docker", exclude: ["README.md"],
      resources: [
        .embedInCode("packs/dockercluster.yaml"), .embedInCode("packs/dockermachine.yaml"),
      ], swiftSettings: strict),

    .target(
      name: "SSHPacks", path: "providers/ssh", exclude: ["README.md"],
      resources: [
        .embedInCode("packs/sshcluster.yaml"), .embedInCode("packs/sshhost.yaml"),
        .embedInCode("packs/sshmachine.yaml"),
      ], swiftSettings: strict),

    .target(
      name: "AzurePacks", path: "providers/azure", exclude: ["README.md"],
      resources: [
        .embedInCode("packs/azurecluster.yaml"),
        .embedInCode("packs/azurefluxconfiguration.yaml"),
        .embedInCode("packs/azuremachine.yaml"),
        .embedInCode("packs/azuremanagedcluster.yaml"),
        .embedInCode("packs/azuremanagedcontrolplane.yaml"),
        .embedInCode("packs/azuremanagedmachinepool.yaml"),
        .embedInCode("packs/azureresource.yaml"),
      ], swiftSettings: strict),

    // After the modules: the program, which alone puts them together.
    .target(name: "CBuild", cSettings: commit.map { [.define("CAPCTL_COMMIT", to: "\"\($0)\"")] }),
    .executableTarget(
      name: "capctl",
      dependencies: [
        "API", "Azure", "AzurePacks", "AzureTemplates", "Bootstrap", "CBuild", "CommandLine",
        "Controllers", "Docker", "DockerPacks",
        "DockerTemplates", "GitOps", "HTTP", "InMemoryTemplates", "Kube", "Kustomize", "Log",
        "ManagementAPI", "Manifest", "Metrics", "Nodes", "PKI", "Packs", "Plane",
        "PlatformTemplate", "Provider", "Rehearsal", "RepoTemplates", "Runtime", "SSHPacks",
        "SSHTemplates", "Serving", "Site", "Spawn", "Template", "Views",
      ],
      swiftSettings: strict + [.strictMemorySafety()]),

    // An Azure for tests, as a program.
    .executableTarget(
      name: "azure-emulator",
      dependencies: ["AzureEmulator", "CommandLine", "Docker", "HTTP", "Manifest", "Serving"],
      path: "Tests/azure-emulator", swiftSettings: strict + [.strictMemorySafety()]),

    // Tests.
    tests(of: "Log", uses: ["TestKit"]),
    tests(of: "Metrics", uses: ["TestKit"]),
    tests(of: "Manifest", uses: ["Log", "Spawn", "TestKit"], resources: [.copy("Golden")]),
    tests(
      of: "Template", uses: ["Log", "Manifest", "Spawn", "TestKit"], resources: [.copy("Golden")]),
    tests(of: "Packs", uses: ["Log", "Manifest", "Template", "TestKit"]),
    tests(
      of: "Views", uses: ["API", "CommandLine", "Kube", "Log", "Manifest", "TestKit"],
      resources: [.copy("Golden")]),
    tests(of: "CommandLine", uses: ["Spawn", "TestKit"]),
    tests(of: "HTTP", uses: ["Log", "TestKit"]),
    tests(of: "SSH", uses: ["Log", "Spawn", "TestKit"]),
    tests(of: "Git", uses: ["HTTP", "Log", "Spawn", "TestKit"]),
    tests(of: "PKI", uses: ["Log", "Spawn", "TestKit"]),
    tests(of: "Archive", uses: ["Log", "Spawn", "TestKit"]),
    tests(
      of: "Kustomize", uses: ["Log", "Manifest", "PKI", "Spawn", "TestKit"],
      resources: [.copy("Golden")]),
    tests(of: "Spawn", uses: ["TestKit"]),
    tests(of: "Serving", uses: ["Log", "HTTP", "Spawn", "TestKit"]),
    tests(of: "TestKit"),
    tests(
      of: "Kube",
      uses: ["HTTP", "Log", "ManagementAPI", "Manifest", "Serving", "TestKit"]),
    tests(of: "Runtime", uses: ["Kube", "Log", "ManagementAPI", "Manifest", "TestKit"]),
    tests(
      of: "capctl",
      uses: [
        "API", "AzureEmulator", "Bootstrap", "HTTP", "Kube", "Log", "ManagementAPI", "Manifest",
        "PKI", "Plane", "Runtime", "Serving", "Spawn", "TestKit",
      ]),
    tests(
      of: "ManagementAPI",
      uses: [
        "HTTP", "Kube", "Log", "Manifest", "Metrics", "PKI", "Serving", "Spawn", "TestKit",
      ],
      resources: [.copy("Golden")]),
    tests(
      of: "Bootstrap",
      uses: ["Archive", "Kube", "Log", "Manifest", "PKI", "Spawn", "TestKit"],
      resources: [.copy("Golden")]),
    tests(of: "Site", uses: ["API", "Kube", "Log", "Manifest", "Runtime", "Template"]),
    tests(of: "Docker", uses: ["Archive", "HTTP", "Log", "Manifest", "TestKit"]),
    tests(of: "Azure", uses: ["HTTP", "Log", "Manifest", "PKI", "TestKit"]),
    tests(
      of: "Nodes",
      uses: ["Bootstrap", "Docker", "HTTP", "Kube", "Log", "Manifest", "PKI", "SSH", "TestKit"]),
    tests(
      of: "Controllers",
      uses: [
        "API", "Bootstrap", "Kube", "Log", "ManagementAPI", "Manifest", "PKI", "Runtime", "Site",
        "Template", "TestKit",
      ],
      resources: [.copy("MachineDeployment/Golden")]),
    tests(of: "API", uses: ["Kube", "Log", "ManagementAPI", "Manifest", "TestKit"]),

    tests(
      of: "Provider",
      uses: [
        "API", "Archive", "Azure", "AzureEmulator", "AzurePacks", "Bootstrap", "Docker", "HTTP",
        "Kube", "Log", "ManagementAPI", "Manifest", "Nodes", "PKI", "Packs", "Runtime", "Site",
        "Spawn", "Template", "TestKit",
      ]),
    tests(
      of: "Rehearsal",
      uses: [
        "API", "Azure", "AzureEmulator", "AzurePacks", "Bootstrap", "Controllers", "Docker",
        "DockerPacks", "HTTP", "Kube", "Log", "ManagementAPI", "Manifest", "Nodes", "Packs",
        "Provider", "Runtime", "SSHPacks", "Serving", "Site", "Template", "TestKit", "Views",
      ]),
    tests(
      of: "GitOps",
      uses: [
        "API", "Azure", "AzureEmulator", "AzurePacks", "Git", "HTTP", "Kube", "Kustomize", "Log",
        "ManagementAPI", "Manifest", "PKI", "Packs", "Provider", "Runtime", "Site", "Spawn",
        "TestKit",
      ], resources: [.copy("Golden")]),
    tests(
      of: "AzureEmulator", uses: ["Archive", "Docker", "HTTP", "Manifest", "Spawn", "TestKit"],
      resources: [.copy("Recordings")]),
    tests(of: "Plane", uses: ["Log", "ManagementAPI", "Serving", "Spawn", "TestKit"]),
    .testTarget(
      name: "ConformanceTests",
      dependencies: ["capctl", "HTTP", "Kube", "ManagementAPI", "Manifest", "Spawn", "TestKit"],
      exclude: ["Scenarios", "kinds.yaml", "kubectl.session"], swiftSettings: strict),
    .testTarget(
      name: "SceneTests",
      dependencies: [
        "API", "AzureEmulator", "Docker", "HTTP", "capctl", "Kube", "Manifest", "Spawn", "TestKit",
      ],
      swiftSettings: strict),

    // Benches.
    .systemLibrary(name: "CBench", path: "Tests/Bench/C", pkgConfig: "yaml-0.1"),
    .executableTarget(
      name: "Bench",
      dependencies: ["AzureEmulator", "HTTP", "Log", "Manifest", "TestKit", "CBench"],
      path: "Tests/Bench",
      exclude: ["C", "APIClient"],
      swiftSettings: strict),
  ]
)
