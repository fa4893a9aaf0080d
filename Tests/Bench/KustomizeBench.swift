// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// A platform repository of three layers and 500 objects, built by `capctl build` and by `kubectl
/// kustomize`: the time on the processor, start of the program included.
enum KustomizeBench {
  private static let runs = 9

  static func claims() throws -> [Claim] {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try PlatformRepository(apps: 100).write(to: folder)
    let capctl = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "capctl").path()
    let cluster = folder.appending(path: "clusters/prod").path()
    let ours = [capctl, "build", cluster, "--root", folder.path()]
    let theirs = ["/usr/bin/kubectl", "kustomize", cluster]
    let texts = (try ProcessTime.output(of: ours), try ProcessTime.output(of: theirs))
    guard texts.0 == texts.1, !texts.0.isEmpty else {
      throw BenchError(cause: "the two do not build the same")
    }
    var best = (Double.infinity, Double.infinity)
    for _ in 0..<runs {
      best.0 = min(best.0, try ProcessTime.seconds(of: ours))
      best.1 = min(best.1, try ProcessTime.seconds(of: theirs))
    }
    return [.time("kustomize 500 objects", ours: best.0, theirs: best.1, goal: 0.5)]
  }
}

/// Base, environment and cluster, of so many apps with five objects each.
struct PlatformRepository {
  let apps: Int

  func write(to folder: URL) throws {
    var names: [String] = []
    for number in 0..<apps {
      let name = "app-\(number)"
      names.append(name)
      try write(Self.manifests(of: name, number), "base/\(name)/app.yaml", in: folder)
      try write(
        "resources: [app.yaml]\ncommonLabels: {app: \(name)}\n", "base/\(name)/kustomization.yaml",
        in: folder)
    }
    let all = names.map { "- \($0)\n" }.joined()
    try write("resources:\n" + all, "base/kustomization.yaml", in: folder)
    try write(Self.environment, "environments/prod/kustomization.yaml", in: folder)
    try write(Self.cluster, "clusters/prod/kustomization.yaml", in: folder)
  }

  private func write(_ text: String, _ path: String, in folder: URL) throws {
    let file = folder.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  private static let environment = """
    resources: [../../base]
    namespace: platform
    labels:
    - pairs: {environment: prod}
      includeTemplates: true
    images:
    - {name: registry.example.com/platform/app, newTag: v2.3.4}
    replicas:
    - {name: app-1, count: 5}
    patches:
    - target: {kind: Deployment}
      patch: |-
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: any}
        spec:
          template:
            spec:
              containers:
              - {name: main, resources: {limits: {memory: 512Mi}, requests: {cpu: 100m}}}

    """

  private static let cluster = """
    resources: [../../environments/prod]
    namePrefix: eu1-
    commonAnnotations: {owner: platform-team}
    configMapGenerator:
    - {name: cluster, literals: [name=eu1, zone=west]}
    replacements:
    - source: {kind: ConfigMap, name: cluster, fieldPath: data.zone}
      targets:
      - select: {kind: Deployment}
        fieldPaths: ["spec.template.spec.containers.[name=main].env.[name=ZONE].value"]

    """

  private static func manifests(of name: String, _ number: Int) -> String {
    """
    apiVersion: v1
    kind: ServiceAccount
    metadata: {name: \(name)}
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: \(name)-settings}
    data:
      level: info
      application.properties: |
        server.port=8080
        server.name=\(name)
        feature.number=\(number)
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: \(name)}
    spec:
      ports: [{name: http, port: 80, targetPort: 8080, protocol: TCP}]
    ---
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: \(name)}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: \(name)}
      minReplicas: 2
      maxReplicas: 10
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: \(name)}
    spec:
      replicas: 2
      template:
        spec:
          serviceAccountName: \(name)
          containers:
          - name: main
            image: registry.example.com/platform/app:v1.0.\(number)
            ports: [{containerPort: 8080, protocol: TCP, name: http}]
            env:
            - {name: ZONE, value: nowhere}
            - {name: LEVEL, valueFrom: {configMapKeyRef: {name: \(name)-settings, key: level}}}
            readinessProbe: {httpGet: {path: /ready, port: http}, periodSeconds: 5}
            livenessProbe: {httpGet: {path: /live, port: http}, periodSeconds: 10}
            volumeMounts: [{name: settings, mountPath: /etc/app}]
          volumes: [{name: settings, configMap: {name: \(name)-settings}}]

    """
  }
}
