// SPDX-License-Identifier: Apache-2.0

import Manifest

/// Kubernetes objects as people have them, the same in every run.
enum Corpus {
  /// As many objects as make up so many bytes of compact JSON.
  static func objects(bytes: Int) -> [Value] {
    var objects: [Value] = []
    var size = 0
    while size < bytes {
      let object = object(objects.count)
      size += JSON.bytes(object).count
      objects.append(object)
    }
    return objects
  }

  private static func object(_ number: Int) -> Value {
    switch number % 4 {
    case 0: configMap(number)
    case 1: service(number)
    default: deployment(number)
    }
  }

  private static func metadata(_ number: Int) -> Value {
    [
      "name": .string("app-\(number)"), "namespace": .string("team-\(number % 17)"),
      "labels": [
        "app.kubernetes.io/name": .string("app-\(number)"),
        "app.kubernetes.io/part-of": "platform", "tier": "backend",
      ],
      "annotations": [
        "deployment.kubernetes.io/revision": "3",
        "example.com/note": "a line of \"text\": long enough to be folded where a line is too long",
      ],
      "generation": .int(Int64(number % 7)), "uid": "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
      "creationTimestamp": "2024-05-01T10:00:00Z",
    ]
  }

  private static func configMap(_ number: Int) -> Value {
    [
      "apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata(number),
      "data": [
        "config.yaml": .string(
          String(repeating: "server:\n  port: 8080\n  hosts: [a, b]\n", count: 1 + number % 8)),
        "LOG_LEVEL": "info", "ENABLED": "true", "RETRIES": "3",
      ],
    ]
  }

  private static func service(_ number: Int) -> Value {
    [
      "apiVersion": "v1", "kind": "Service", "metadata": metadata(number),
      "spec": [
        "type": "ClusterIP", "clusterIP": .string("10.0.\(number % 250).7"),
        "selector": ["app.kubernetes.io/name": .string("app-\(number)")],
        "ports": [
          ["name": "http", "port": 80, "protocol": "TCP", "targetPort": 8080],
          ["name": "metrics", "port": 9090, "protocol": "TCP", "targetPort": "metrics"],
        ],
      ],
    ]
  }

  private static func deployment(_ number: Int) -> Value {
    let labels: Value = ["app.kubernetes.io/name": .string("app-\(number)")]
    return [
      "apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata(number),
      "spec": [
        "replicas": .int(Int64(number % 9)), "selector": ["matchLabels": labels],
        "strategy": ["rollingUpdate": ["maxSurge": "25%", "maxUnavailable": 1]],
        "template": [
          "metadata": ["labels": labels],
          "spec": [
            "containers": [container(number)], "restartPolicy": "Always",
            "terminationGracePeriodSeconds": 30, "hostNetwork": false,
          ],
        ],
      ],
    ]
  }

  private static func container(_ number: Int) -> Value {
    [
      "name": "main", "image": .string("registry.example.com/team/app:\(number).2.1"),
      "args": ["--listen=:8080", "--log-level=info"],
      "env": [
        ["name": "MODE", "value": "production"],
        ["name": "POD_IP", "valueFrom": ["fieldRef": ["fieldPath": "status.podIP"]]],
      ],
      "ports": [["containerPort": 8080, "name": "http", "protocol": "TCP"]],
      "resources": [
        "limits": ["cpu": "500m", "memory": "256Mi"],
        "requests": ["cpu": "100m", "memory": "128Mi"],
      ],
      "livenessProbe": [
        "httpGet": ["path": "/healthz", "port": "http"], "initialDelaySeconds": 10,
      ],
    ]
  }
}
