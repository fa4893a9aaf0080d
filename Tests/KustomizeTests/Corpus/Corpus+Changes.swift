// SPDX-License-Identifier: Apache-2.0

import TestKit

extension Corpus {
  mutating func patches() -> [String] {
    let patch = patchText()
    switch pick([0, 1, 2, 3, 4]) {
    case 1: return ["patches:", jsonPatch()]
    case 2: return ["patches:", targetedPatch()]
    case _ where patch.isEmpty: return []
    case 0: return ["patches:", strategicPatch(patch)]
    case 3: return ["patches:", strategicPatch(patch), jsonPatch()]
    default: return ["patchesStrategicMerge:", "- |-", indented(patch, by: "  ")]
    }
  }

  private func indented(_ text: String, by indent: String) -> String {
    text.split(separator: "\n").map { indent + $0 }.joined(separator: "\n")
  }

  private func strategicPatch(_ text: String) -> String {
    "- patch: |-\n" + indented(text, by: "    ")
  }

  private mutating func patchText() -> String {
    let kinds = ["Deployment", "ConfigMap", "Service", "StatefulSet", "Canary"]
    guard let object = pickKnown(kinds) else { return "" }
    let kind = object.kind
    var head = "apiVersion: \(Objects.versions[kind] ?? "v1")\nkind: \(kind)\n"
    head += "metadata: {name: \(object.name)"
    if !object.namespace.isEmpty { head += ", namespace: \(object.namespace)" }
    if chance(4) { head += ", annotations: {x: \"y\"}" }
    return head + "}\n" + (Self.changes[kind].map { pick($0) } ?? "data: {new: \"1\"}")
  }

  private static let changes = [
    "Deployment": [
      "spec: {replicas: 5}", "spec: {replicas: null, paused: true}",
      "spec: {template: {spec: {containers: [{name: extra, image: app}, {name: main, image: \"app:9\"}]}}}",
      "spec: {template: {spec: {containers: [{name: main, $patch: delete}]}}}",
      "spec: {template: {spec: {containers: [{name: main, env: [{name: NEW, value: \"1\"}, {name: LEVEL, value: null}]}]}}}",
      "spec: {template: {spec: {volumes: [{name: extra, emptyDir: {}}], nodeSelector: {disk: ssd}}}}",
      "spec: {strategy: {$patch: replace, type: Recreate}}", "$patch: delete",
      "spec: {template: {spec: {containers: [{name: main, command: [\"a\", \"b\"]}, {name: side, $patch: delete}]}}}",
    ],
    "ConfigMap": [
      "data: {new: \"1\"}", "data: {a: null}", "data: null", "$patch: delete",
      "data: {$patch: replace, z: \"1\"}",
    ],
    "Service": [
      "spec: {ports: [{port: 80, protocol: TCP, targetPort: 81}]}", "spec: {type: NodePort}",
      "spec: {ports: [{port: 81, protocol: TCP, name: new}]}", "spec: {selector: null}",
    ],
    "StatefulSet": [
      "spec: {serviceName: null}",
      "spec: {template: {spec: {initContainers: [{name: init, image: sidecar}], tolerations: [{key: a}]}}}",
    ],
    "Canary": [
      "spec: {steps: [9]}", "spec: {steps: null, deep: {more: true}}",
      "spec: {deep: {list: [{a: 2}]}}",
    ],
  ]

  private mutating func jsonPatch() -> String {
    let (kind, operations) = pick(Self.operations)
    let name = pickKnown([kind])?.name ?? "web"
    let target = chance(6) ? target() : "kind: \(kind), name: \(name)"
    var lines = ["- target: {\(target)}", "  patch: |-"]
    for _ in 0..<pick([1, 1, 2]) { lines.append("    - {op: \(pick(operations))}") }
    return lines.joined(separator: "\n")
  }

  private static let operations = [
    (
      "Deployment",
      [
        "add, path: /metadata/annotations/added, value: \"1\"",
        "replace, path: /spec/paused, value: true",
        "add, path: /metadata/labels, value: {fresh: \"yes\"}",
        "add, path: /spec/template/spec/containers/0/image, value: app",
        "add, path: /spec/template/spec/containers/-, value: {name: last, image: sidecar}",
        "replace, path: /metadata/name, value: db", "test, path: /kind, value: Deployment",
        "copy, from: /metadata/name, path: /spec/copied", "remove, path: /spec/replicas",
        "move, from: /spec/template, path: /spec/moved",
      ]
    ),
    (
      "ConfigMap",
      [
        "add, path: /data/a~1b, value: x", "remove, path: /data/a",
        "replace, path: /data, value: {q: r}",
      ]
    ),
    (
      "Service",
      [
        "replace, path: /spec/ports/0/port, value: 81",
        "add, path: /spec/ports/0, value: {port: 1}", "remove, path: /spec/nope",
      ]
    ),
    (
      "Canary",
      [
        "add, path: /spec/steps/1, value: {new: [1]}", "remove, path: /spec/steps/0",
        "test, path: /spec/steps/0, value: 1",
      ]
    ),
  ]

  private mutating func targetedPatch() -> String {
    let body = pick([
      "metadata: {name: any, annotations: {all: \"1\"}}",
      "metadata: {name: any}\nspec: {replicas: 4}",
      "metadata: {name: any}\nspec: {template: {spec: {containers: [{name: main, tty: true}]}}}",
      "metadata: {name: any}\ndata: {all: \"1\"}",
    ])
    let text = "apiVersion: v1\nkind: Any\n" + body
    return "- target: {\(target())}\n  patch: |-\n" + indented(text, by: "    ")
  }

  private mutating func target() -> String {
    pick([
      "kind: Deployment", "kind: ConfigMap", "kind: \"Deployment|StatefulSet\"", "name: web.*",
      "kind: Service, name: db", "labelSelector: \"tier=x\"", "labelSelector: \"app in (web, db)\"",
      "annotationSelector: note", "group: apps", "namespace: one", "kind: Deploy",
      "name: \"[wd]\\\\w+\"",
      "version: v1, kind: Secret", "kind: Deployment, namespace: default",
    ])
  }

  mutating func replacements() -> [String] {
    guard let from = pickKnown(Array(Self.sources.keys).sorted()),
      let to = pickKnown(Array(Self.places.keys).sorted()), let sources = Self.sources[from.kind],
      let places = Self.places[to.kind]
    else { return [] }
    var source = "kind: \(from.kind), name: \(from.name)"
    if !from.namespace.isEmpty, !chance(4) { source += ", namespace: \(from.namespace)" }
    // kustomize copies what it is about to change, where a field is put into itself.
    let sane = from.kind == to.kind ? sources.filter { $0 != "data" } : sources
    if !chance(4) { source += ", fieldPath: \(pick(sane))" }
    let select = pick([
      "select: {kind: \(to.kind)}", "select: {kind: \(to.kind), name: \(to.name)}",
      "select: {kind: \(to.kind)}, reject: [{name: db}]",
      "select: {kind: \(to.kind)}, reject: [{labelSelector: tier=x}]",
    ])
    let place = pick(places)
    // A part of a number is no number, which kustomize may or may not come to see.
    let options =
      place == "spec.replicas"
      ? ""
      : pick([
        "", "", ", options: {create: true}", ", options: {create: true}",
        ", options: {delimiter: \":\", index: 1}", ", options: {delimiter: \"-\", index: -1}",
      ])
    return [
      "replacements:", "- source: {\(source)}",
      "  targets: [{\(select), fieldPaths: [\(place)]\(options)}]",
    ]
  }

  private static let sources = [
    "Service": [
      "metadata.name", "\"spec.ports.0.port\"", "\"spec.ports.[name=http].port\"",
      "metadata.namespace",
    ],
    "ConfigMap": [
      "data.a", "data", "\"data.b, options: {delimiter: ' ', index: 1}\"",
      "data.b, options: {delimiter: \" \", index: 1}",
    ],
    "Deployment": [
      "spec.replicas", "spec.selector.matchLabels",
      "\"spec.template.spec.containers.[name=main].image\", options: {delimiter: \":\", index: 1}",
    ],
  ]

  private static let places = [
    "Deployment": [
      "\"spec.template.spec.containers.[name=main].env.[name=LEVEL].value\"", "spec.replicas",
      "\"metadata.annotations.[a.b/c]\"", "spec.template.spec.hostname", "metadata.labels.app",
      "\"spec.template.spec.containers.*.image\"",
      "\"spec.template.spec.containers.[name=new].image\"",
    ],
    "Canary": [
      "spec.steps.0", "spec.steps.3", "spec.deep", "spec.deep.list.1", "spec.deep.on",
      "\"spec.deep.x.y\"",
    ],
    "ConfigMap": ["data.a", "data.c", "data"],
    "StatefulSet": ["spec.serviceName", "\"metadata.annotations.x\\\\.y/z\""],
  ]
}
