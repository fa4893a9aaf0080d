// SPDX-License-Identifier: Apache-2.0

import Manifest

/// A strategic merge patch of an object, for us and for the oracles.
struct StrategicCase: Sendable {
  let name: String
  let base: String
  let patch: String
  var oracles: Set<Oracle> = [.kubectl, .kustomize]

  enum Oracle: String, Sendable, CaseIterable { case kubectl, kustomize }

  /// Of the spec of a pod, with containers as `a`, or `a:image`.
  init(
    _ name: String, spec base: String, _ patch: String,
    _ oracles: Set<Oracle> = [.kubectl, .kustomize]
  ) {
    self.name = name
    self.base = "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'x'},'spec':\(base)}"
    self.patch = "{'spec':\(patch)}"
    self.oracles = oracles
  }

  init(
    _ name: String, _ kind: String, _ base: String, _ patch: String,
    _ oracles: Set<Oracle> = [.kubectl, .kustomize]
  ) {
    let parts = kind.split(separator: " ")
    self.name = name
    self.base = "{'apiVersion':'\(parts[0])','kind':'\(parts[1])',\(base)}"
    self.patch = patch
    self.oracles = oracles
  }
}

extension StrategicCase {
  static let all = order + directives + nulls + lists + kinds

  private static let abc = "{'containers':[{'name':'a'},{'name':'b'},{'name':'c'}]}"

  private static let order = [
    StrategicCase(
      "new and old items mixed", spec: abc,
      "{'containers':[{'name':'x'},{'name':'b','image':'q'},{'name':'y'}]}"),
    StrategicCase(
      "old items in another order", spec: abc, "{'containers':[{'name':'c'},{'name':'a'}]}"),
    StrategicCase("only new items", spec: abc, "{'containers':[{'name':'y'},{'name':'x'}]}"),
    StrategicCase("one old item", spec: abc, "{'containers':[{'name':'b','tty':true}]}"),
    StrategicCase(
      "all items and a new one at the end", spec: abc,
      "{'containers':[{'name':'a'},{'name':'b'},{'name':'c'},{'name':'d'}]}"),
    StrategicCase("no items", spec: abc, "{'containers':[]}"),
    StrategicCase(
      "items repeated in the patch", spec: abc,
      "{'containers':[{'name':'b','tty':true},{'name':'b','stdin':true}]}", [.kubectl]),
    StrategicCase(
      "new items repeated in the patch", spec: abc,
      "{'containers':[{'name':'n','tty':true},{'name':'n','stdin':true}]}", [.kubectl]),
    StrategicCase(
      "an order", spec: "{'containers':[{'name':'a'},{'name':'b'},{'name':'c'},{'name':'d'}]}",
      "{'$setElementOrder/containers':[{'name':'d'},{'name':'n'},{'name':'a'}],'containers':[{'name':'n'}]}",
      [.kubectl]),
    StrategicCase(
      "an order without items", spec: abc,
      "{'$setElementOrder/containers':[{'name':'c'},{'name':'a'}]}", [.kubectl]),
    StrategicCase(
      "an order of nothing", spec: "{'x':1}", "{'$setElementOrder/containers':[{'name':'a'}]}",
      [.kubectl]),
    StrategicCase(
      "an order of new items", spec: "{}",
      "{'$setElementOrder/containers':[{'name':'b'},{'name':'a'}],'containers':[{'name':'b'},{'name':'a'}]}",
      [.kubectl]),
    StrategicCase(
      "an order that is not the patch's", spec: abc,
      "{'$setElementOrder/containers':[{'name':'b'},{'name':'a'}],'containers':[{'name':'a'},{'name':'b'}]}",
      [.kubectl]),
    StrategicCase(
      "an order that lacks an item", spec: abc,
      "{'$setElementOrder/containers':[{'name':'a'}],'containers':[{'name':'n'}]}", [.kubectl]),
    StrategicCase(
      "an order and a deletion", spec: abc,
      "{'$setElementOrder/containers':[{'name':'c'},{'name':'a'}],'containers':[{'name':'b','$patch':'delete'}]}",
      [.kubectl]),
  ]

  private static let directives = [
    StrategicCase(
      "an item deleted, one added", spec: abc,
      "{'containers':[{'name':'a','$patch':'delete'},{'name':'z'}]}"),
    StrategicCase(
      "an absent item deleted", spec: abc, "{'containers':[{'name':'q','$patch':'delete'}]}"),
    StrategicCase(
      "an item of no list deleted", spec: "{}",
      "{'containers':[{'name':'q','$patch':'delete'},{'name':'r'}]}"),
    StrategicCase(
      "the last item deleted", spec: "{'containers':[{'name':'a'}]}",
      "{'containers':[{'name':'a','$patch':'delete'}]}"),
    StrategicCase(
      "a list replaced", spec: abc, "{'containers':[{'name':'q'},{'$patch':'replace'}]}"),
    StrategicCase(
      "a list replaced by a named item", spec: abc,
      "{'containers':[{'name':'q'},{'name':'b','image':'n','$patch':'replace'}]}", [.kubectl]),
    StrategicCase(
      "a map replaced", spec: "{'securityContext':{'a':1,'b':2},'x':1}",
      "{'securityContext':{'$patch':'replace','c':3}}"),
    StrategicCase(
      "a map replaced by nothing", spec: "{'securityContext':{'a':1}}",
      "{'securityContext':{'$patch':'replace'}}"),
    StrategicCase(
      "a map deleted", spec: "{'securityContext':{'a':1,'b':2}}",
      "{'securityContext':{'$patch':'delete'}}"),
    StrategicCase(
      "an absent map deleted", spec: "{'x':1}", "{'securityContext':{'$patch':'delete'}}"),
    StrategicCase(
      "an absent map replaced", spec: "{'x':1}", "{'securityContext':{'$patch':'replace','c':3}}",
      [.kustomize]),
    StrategicCase(
      "a map merged", spec: "{'securityContext':{'a':1}}",
      "{'securityContext':{'$patch':'merge','c':3}}", [.kustomize]),
    StrategicCase(
      "an item merged", spec: abc, "{'containers':[{'name':'a','$patch':'merge','image':'n'}]}",
      [.kustomize]),
    StrategicCase(
      "an unknown directive", spec: "{'securityContext':{'a':1}}",
      "{'securityContext':{'$patch':'foo'}}", [.kubectl]),
    StrategicCase(
      "keys retained", spec: "{'volumes':[{'name':'v','emptyDir':{}},{'name':'w'}]}",
      "{'volumes':[{'name':'v','$retainKeys':['name','hostPath'],'hostPath':{'path':'/'}}]}",
      [.kubectl]),
    StrategicCase(
      "keys retained of a new item", spec: "{}",
      "{'volumes':[{'name':'v','$retainKeys':['name','hostPath'],'hostPath':{'path':'/'}}]}",
      [.kubectl]),
    StrategicCase(
      "keys set but not retained", spec: "{'volumes':[{'name':'v','emptyDir':{}}]}",
      "{'volumes':[{'name':'v','$retainKeys':['name'],'hostPath':{'path':'/'}}]}", [.kubectl]),
    StrategicCase(
      "a strategy retained", "apps/v1 Deployment",
      "'metadata':{'name':'x'},'spec':{'strategy':{'type':'RollingUpdate','rollingUpdate':{'maxSurge':1}}}",
      "{'spec':{'strategy':{'$retainKeys':['type'],'type':'Recreate'}}}", [.kubectl]),
    StrategicCase(
      "a key that only looks like a directive", "v1 ConfigMap",
      "'metadata':{'name':'x'},'data':{'a':'1'}", "{'data':{'$HOME':'/root','$patches':'2'}}"),
  ]

  private static let nulls = [
    StrategicCase("a key removed", spec: "{'a':1,'b':2}", "{'a':null,'q':null}"),
    StrategicCase("a list removed", spec: abc, "{'containers':null}"),
    StrategicCase("nulls in a new map", spec: "{}", "{'x':{'y':null,'z':1,'w':{'v':null}}}"),
    StrategicCase("nulls in a new list", spec: "{}", "{'l':[{'a':null,'b':1}]}", [.kubectl]),
    StrategicCase(
      "nulls in a new item", spec: abc,
      "{'containers':[{'name':'n','image':null,'env':null,'x':{'y':null}}]}"),
    StrategicCase(
      "a value replaced by a reference",
      spec: "{'containers':[{'name':'a','env':[{'name':'A','value':'1'}]}]}",
      "{'containers':[{'name':'a','env':[{'name':'A','value':null,'valueFrom':{'x':1}}]}]}"),
  ]

  private static let lists = [
    StrategicCase(
      "finalizers", "v1 Pod", "'metadata':{'name':'x','finalizers':['x','y','z']}",
      "{'metadata':{'finalizers':['n','z','x','n']}}"),
    StrategicCase(
      "finalizers deleted", "v1 Pod", "'metadata':{'name':'x','finalizers':['x','y','z']}",
      "{'metadata':{'$deleteFromPrimitiveList/finalizers':['y','q']}}", [.kubectl]),
    StrategicCase(
      "finalizers deleted, added and ordered", "v1 Pod",
      "'metadata':{'name':'x','finalizers':['x','y','z']}",
      """
      {'metadata':{'$deleteFromPrimitiveList/finalizers':['y'],'finalizers':['n'],\
      '$setElementOrder/finalizers':['z','n','x']}}
      """, [.kubectl]),
    StrategicCase(
      "absent finalizers deleted", "v1 Pod", "'metadata':{'name':'x'}",
      "{'metadata':{'$deleteFromPrimitiveList/finalizers':['y']}}", [.kubectl]),
    StrategicCase(
      "a plain list", spec: "{'containers':[{'name':'a','args':['1','2']}]}",
      "{'containers':[{'name':'a','args':['3']}]}"),
    StrategicCase(
      "a plain list of maps", spec: "{'tolerations':[{'key':'a'}]}", "{'tolerations':[{'key':'b'}]}"
    ),
    StrategicCase(
      "a list in place of a map", spec: "{'containers':{'x':1}}", "{'containers':[{'name':'a'}]}",
      [.kubectl]),
    StrategicCase(
      "a map in place of a list", spec: abc, "{'containers':{'a':null,'b':1}}", [.kubectl]),
    StrategicCase(
      "an item without its key", spec: abc, "{'containers':[{'image':'x'}]}", [.kubectl]),
    StrategicCase("an item that is null", spec: abc, "{'containers':[null]}", [.kubectl]),
    StrategicCase("an item that is a text", spec: abc, "{'containers':['a']}", [.kubectl]),
    StrategicCase(
      "variables and mounts",
      spec: """
        {'initContainers':[{'name':'a','env':[{'name':'A','value':'1'},{'name':'B','value':'2'}],\
        'volumeMounts':[{'mountPath':'/a','name':'v'}],'volumeDevices':[{'devicePath':'/d','name':'e'}]}]}
        """,
      """
      {'initContainers':[{'name':'a','env':[{'name':'B','value':'3'},{'name':'C','value':'4'}],\
      'volumeMounts':[{'mountPath':'/b','name':'w'},{'mountPath':'/a','readOnly':true}],\
      'volumeDevices':[{'devicePath':'/d','name':'f'}]}]}
      """),
    ports("ports without protocol", [(80, nil), (443, nil)], [(443, nil)]),
    ports("a new port without protocol", [(80, nil), (443, nil)], [(90, nil)]),
    ports("ports of one protocol", [(80, "TCP"), (443, "TCP")], [(443, "TCP")]),
    ports("a new port of one protocol", [(80, "TCP"), (443, "TCP")], [(90, "TCP")]),
    ports("two protocols", [(80, "TCP"), (80, "UDP")], [(80, "UDP")], [.kustomize]),
    ports("a new protocol", [(80, "TCP")], [(80, "UDP")], [.kustomize]),
    ports(
      "ports with and without", [(80, "UDP"), (443, nil)], [(443, nil), (80, "UDP")], [.kustomize]),
    ports("a port under the protocol it has by default", [(80, nil)], [(80, "TCP")], [.kubectl]),
    StrategicCase(
      "a port deleted",
      spec:
        "{'containers':[{'name':'a','ports':[{'containerPort':80,'protocol':'TCP'},{'containerPort':81,'protocol':'TCP'}]}]}",
      "{'containers':[{'name':'a','ports':[{'containerPort':80,'protocol':'TCP','$patch':'delete'}]}]}"
    ),
  ]

  private static func ports(
    _ name: String, _ base: [(Int, String?)], _ patch: [(Int, String?)],
    _ oracles: Set<Oracle> = [.kubectl, .kustomize]
  ) -> StrategicCase {
    func text(_ ports: [(Int, String?)], _ more: String) -> String {
      let items = ports.map { port, name in
        "{'containerPort':\(port)\(name.map { ",'protocol':'\($0)'" } ?? "")\(more)}"
      }
      return "{'containers':[{'name':'a','ports':[\(items.joined(separator: ","))]}]}"
    }
    return StrategicCase(name, spec: text(base, ""), text(patch, ",'name':'q'"), oracles)
  }

  private static let kinds = [
    workload("apps/v1 Deployment"), workload("apps/v1 DaemonSet"), workload("apps/v1 StatefulSet"),
    workload("apps/v1 ReplicaSet"), workload("batch/v1 Job"), workload("v1 ReplicationController"),
    StrategicCase(
      "batch/v1 CronJob", "batch/v1 CronJob",
      "'metadata':{'name':'x'},'spec':{'jobTemplate':{'spec':{'template':{'spec':\(abc)}}}}",
      "{'spec':{'jobTemplate':{'spec':{'template':{'spec':{'containers':[{'name':'b','tty':true}]}}}}}}"
    ),
    StrategicCase(
      "v1 PodTemplate", "v1 PodTemplate", "'metadata':{'name':'x'},'template':{'spec':\(abc)}",
      "{'template':{'spec':{'containers':[{'name':'b','tty':true}]}}}"),
    list("v1 Service", "spec", "ports", "port", ["80", "443"]),
    list("v1 ServiceAccount", nil, "secrets", "name", ["'s'", "'t'"]),
    list("v1 Pod", "spec", "volumes", "name", ["'v'", "'w'"]),
    list("v1 Pod", "spec", "imagePullSecrets", "name", ["'v'", "'w'"]),
    list("v1 Pod", "spec", "hostAliases", "ip", ["'1.1.1.1'", "'2.2.2.2'"]),
    list("v1 Pod", "spec", "ephemeralContainers", "name", ["'v'", "'w'"]),
    list("v1 Pod", "status", "conditions", "type", ["'A'", "'B'"]),
    list("v1 Node", "status", "addresses", "type", ["'A'", "'B'"]),
    list("v1 Node", "status", "conditions", "type", ["'A'", "'B'"]),
    list("v1 PersistentVolumeClaim", "status", "conditions", "type", ["'A'", "'B'"]),
    list("apps/v1 Deployment", "status", "conditions", "type", ["'A'", "'B'"]),
    list("policy/v1 PodDisruptionBudget", "status", "conditions", "type", ["'A'", "'B'"]),
    list("v1 Pod", "metadata", "ownerReferences", "uid", ["'1'", "'2'"]),
    list("storage.k8s.io/v1 CSINode", "spec", "drivers", "name", ["'1'", "'2'"]),
    list(
      "admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration", nil, "webhooks", "name",
      ["'1'", "'2'"]),
    list("networking.k8s.io/v1 Ingress", "spec", "rules", "host", ["'1'", "'2'"]),
    list("rbac.authorization.k8s.io/v1 Role", nil, "rules", "verbs", ["['a']", "['b']"]),
    list("v1 PersistentVolume", "spec", "accessModes", "name", ["'1'", "'2'"]),
    list("example.com/v1 Widget", "spec", "containers", "name", ["'1'", "'2'"], [.kustomize]),
    list(
      "example.com/v1 Widget", "metadata", "ownerReferences", "uid", ["'1'", "'2'"], [.kustomize]),
    StrategicCase(
      "a budget's selector", "policy/v1 PodDisruptionBudget",
      "'metadata':{'name':'x'},'spec':{'selector':{'matchLabels':{'a':'b'}}}",
      "{'spec':{'selector':{'matchLabels':{'c':'d'}}}}"),
    StrategicCase(
      "a node's ranges", "v1 Node", "'metadata':{'name':'x'},'spec':{'podCIDRs':['1','2']}",
      "{'spec':{'podCIDRs':['3','2']}}"),
    StrategicCase(
      "spread constraints",
      spec: """
        {'topologySpreadConstraints':[{'topologyKey':'a','whenUnsatisfiable':'x','maxSkew':1},\
        {'topologyKey':'a','whenUnsatisfiable':'y','maxSkew':1}]}
        """,
      "{'topologySpreadConstraints':[{'topologyKey':'a','whenUnsatisfiable':'y','maxSkew':2}]}",
      [.kustomize]),
  ]

  private static func workload(_ kind: String) -> StrategicCase {
    StrategicCase(
      kind, kind, "'metadata':{'name':'x'},'spec':{'template':{'spec':\(abc)}}",
      "{'spec':{'template':{'spec':{'containers':[{'name':'b','tty':true}]}}}}")
  }

  /// A list of two, of which a patch changes the second.
  private static func list(
    _ kind: String, _ parent: String?, _ field: String, _ key: String, _ values: [String],
    _ oracles: Set<Oracle> = [.kubectl, .kustomize]
  ) -> StrategicCase {
    func nested(_ text: String, _ rest: String = "") -> String {
      guard let parent else { return "'\(field)':[\(text)]" }
      return "'\(parent)':{\(rest)'\(field)':[\(text)]}"
    }
    let base = nested(
      "{'\(key)':\(values[0])},{'\(key)':\(values[1])}", parent == "metadata" ? "'name':'x'," : "")
    let name = parent == "metadata" ? "" : "'metadata':{'name':'x'},"
    return StrategicCase(
      "\(field) of \(parent ?? "") in \(kind)", kind, name + base,
      "{\(nested("{'\(key)':\(values[1]),'x':1}"))}", oracles)
  }
}
