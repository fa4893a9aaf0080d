// SPDX-License-Identifier: Apache-2.0

/// What runs in a cluster while it is changed: pods that serve, and on each Node one that asks them without
/// end, by the Service's address and by its name.
enum Web {
  /// All of it; `budget` of the pods that serve have to be there at any time.
  static func manifest(replicas: Int, budget: Int) -> String {
    [server(replicas), service, self.budget(budget), asker].joined(separator: "---\n")
  }

  private static let image = """
    image: docker.io/capctl/busybox:1
            imagePullPolicy: Never
    """

  /// A pod that is told to end goes on serving for a while, as it is the first process of its container:
  /// until all Nodes know that it is not to be asked any more. One hears of nothing while its kube-proxy is
  /// replaced by that of another version, which takes up to twelve seconds on a busy machine.
  private static func server(_ replicas: Int) -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      replicas: \(replicas)
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          terminationGracePeriodSeconds: 20
          affinity:
            podAntiAffinity:
              preferredDuringSchedulingIgnoredDuringExecution:
              - weight: 100
                podAffinityTerm:
                  topologyKey: kubernetes.io/hostname
                  labelSelector: {matchLabels: {app: web}}
          containers:
          - name: web
            \(image)
            command:
            - sh
            - -c
            - mkdir /www && hostname >/www/index.html && exec busybox httpd -f -p 8080 -h /www
            readinessProbe: {httpGet: {port: 8080, path: /}, periodSeconds: 1}

    """
  }

  private static let service = """
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}

    """

  static func budget(_ count: Int) -> String {
    """
    apiVersion: policy/v1beta1
    kind: PodDisruptionBudget
    metadata: {name: web}
    spec: {minAvailable: \(count), selector: {matchLabels: {app: web}}}

    """
  }

  /// What its owner adds to a cluster's name servers so that they never go all at once.
  static let names = """
    apiVersion: policy/v1beta1
    kind: PodDisruptionBudget
    metadata: {name: coredns, namespace: kube-system}
    spec: {maxUnavailable: 1, selector: {matchLabels: {k8s-app: kube-dns}}}
    """

  /// Writes a line for each question: when, by what, how it went, for how many hundredths of a second, and
  /// who answered.
  private static let asker = """
    apiVersion: apps/v1
    kind: DaemonSet
    metadata: {name: asker}
    spec:
      selector: {matchLabels: {app: asker}}
      template:
        metadata: {labels: {app: asker}}
        spec:
          terminationGracePeriodSeconds: 1
          tolerations: [{operator: Exists}]
          volumes: [{name: asks, hostPath: {path: /shared/asks}}]
          containers:
          - name: asker
            \(image)
            env: [{name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}]
            volumeMounts: [{name: asks, mountPath: /asks}]
            command:
            - sh
            - -c
            - |
              now() { cut -d' ' -f1 /proc/uptime | tr -d .; }
              ask() {
                began=$(now)
                if answer=$(timeout 20 wget -q -O - "http://$2/" 2>&1); then how=ok; else how=failed; fi
                echo "$(date +%s) $1 $how $(($(now) - began)) $answer" >>"/asks/$NODE"
              }
              while :; do ask address "$WEB_SERVICE_HOST"; ask name web; sleep 0.2; done

    """
}
