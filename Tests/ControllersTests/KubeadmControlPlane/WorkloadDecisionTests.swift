// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Testing

@testable import Controllers
@testable import Site

/// What is read from a workload cluster, and what is made of it.
@Suite struct WorkloadDecisionTests {
  @Test func `ids of etcd have all their 64 bits`() throws {
    let reply = try #require(
      EtcdReply(
        #"{"header":{"member_id":17230245321245671234},"members":[{"ID":17230245321245671234,"#
          + #""name":"a \" 12345678901234567890"},{"ID":7,"isLearner":true}]}"#))
    var learner = EtcdMember("", id: "7")
    learner.isLearner = true
    #expect(
      reply.members == [
        EtcdMember(
          #"a " 12345678901234567890"#, id: String(17_230_245_321_245_671_234 as UInt64, radix: 16)),
        learner,
      ])
  }

  @Test func `status and alarms`() throws {
    let status =
      #"[{"Endpoint":"x","Status":{"header":{"member_id":10},"leader":0,"errors":["e"]}}]"#
    #expect(EtcdReply(status)?.status == EtcdStatus(id: "a", leader: nil, errors: ["e"]))
    let led = #"[{"Endpoint":"x","Status":{"header":{"member_id":10},"leader":11}}]"#
    #expect(EtcdReply(led)?.status == EtcdStatus(id: "a", leader: "b"))
    let alarms = #"{"alarms":[{"memberID":10,"alarm":1},{"memberID":11,"alarm":2}]}"#
    #expect(EtcdReply(alarms)?.alarms == ["a": "NOSPACE", "b": "CORRUPT"])
    #expect(EtcdReply(#"{"header":{}}"#)?.alarms == [:])
    #expect(EtcdReply("Error: no") == nil)
    #expect(EtcdReply("[]")?.status == nil)
  }

  @Test func `etcdctl is told where its certificates are`() {
    let arguments = EtcdCommand.remove("8e9e").arguments(certificates: "/pki")
    #expect(arguments.first == "etcdctl")
    #expect(arguments.contains("--cacert=/pki/etcd/ca.crt"))
    #expect(arguments.suffix(5) == ["-w", "json", "member", "remove", "8e9e"])
  }

  private static func pod(_ status: String, isDeleting: Bool = false) throws -> Object {
    var pod = Object(
      GroupVersionKind(group: "", version: "v1", kind: "Pod"), namespace: "kube-system", name: "p")
    pod.spec = ["containers": [["name": "a"]]]
    pod.status = try YAML.parse(status)
    if isDeleting { pod.metadata.deletionTimestamp = Time(seconds: 1) }
    return pod
  }

  @Test(arguments: [
    ("{phase: Running, conditions: [{type: Ready, status: 'True'}]}", "Running", ""),
    (
      "{phase: Running, containerStatuses: [{name: a, started: true, ready: false, state: "
        + "{running: {}}}]}", "Running", ""
    ),
    (
      "{phase: Running, containerStatuses: [{name: a, started: false, state: {running: {}}}]}",
      "Provisioning", "Waiting for its containers to be ready"
    ),
    ("{phase: Pending}", "Provisioning", "Waiting for its containers to be ready"),
    (
      "{phase: Running, containerStatuses: [{name: a, state: {waiting: {reason: ContainerCreating}}}]}",
      "Provisioning", "Container a waits: ContainerCreating"
    ),
    (
      "{phase: Running, containerStatuses: [{name: a, state: {waiting: {reason: CrashLoopBackOff, "
        + "message: back-off}}}]}", "Failed", "Container a waits: CrashLoopBackOff: back-off"
    ),
    (
      "{phase: Failed, containerStatuses: [{name: a, state: {terminated: {reason: Error, "
        + "exitCode: 1}}}]}", "Failed", "Container a has ended: Error (exit code 1)"
    ),
    ("{phase: Failed}", "Failed", "The Pod is in phase Failed"),
  ])
  func `how a static Pod is`(status: String, reason: String, message: String) throws {
    let state = PodState(try Self.pod(status))
    #expect(state.reason == reason)
    #expect(state.message == message)
    #expect(PodState(try Self.pod(status, isDeleting: true)) == .deleting)
  }

  @Test func `a probe has the last word`() throws {
    var pod = try Self.pod(
      "{phase: Running, containerStatuses: [{name: a, started: true, state: {running: {}}}]}")
    #expect(PodState(pod) == .running)
    pod.spec = ["containers": [["name": "a", "readinessProbe": [:]]]]
    #expect(PodState(pod).reason == "Provisioning")
  }

  private static func reading() throws -> PlaneReading {
    var reading = PlaneReading()
    reading.members = [EtcdMember("n", id: "a"), EtcdMember("m", id: "b")]
    reading.etcd = ["n": .status(EtcdStatus(id: "a", leader: "b"))]
    for part in PlaneMachine.Part.allCases {
      let name = PlaneReading.podName(part, on: "n")
      reading.pods[name] = try pod("{phase: Running, conditions: [{type: Ready, status: 'True'}]}")
    }
    return reading
  }

  @Test func `a machine is well when all its parts are`() throws {
    let reading = try Self.reading()
    #expect(reading.health(on: "n", withEtcd: true).values.allSatisfy { $0.status == .yes })
    #expect(reading.health(on: "n", withEtcd: false).count == 3)
    #expect(reading.leader == "m")
    let missing = reading.health(on: "other", withEtcd: true)
    #expect(missing[.apiServer]?.message == "Pod kube-apiserver-other does not exist")
    #expect(missing[.etcdMember]?.status == .unknown)
  }

  @Test func `what ails a member of etcd`() throws {
    func member(_ change: (inout PlaneReading) -> Void) throws -> Condition {
      var reading = try Self.reading()
      change(&reading)
      return try #require(reading.health(on: "n", withEtcd: true)[.etcdMember])
    }
    let failed = try member { $0.etcd["n"] = .failure("refused") }
    #expect(failed.reason == "InspectionFailed")
    #expect(failed.message.contains("refused"))
    #expect(try member { $0.members = nil }.reason == "InspectionFailed")
    #expect(try member { $0.members = [] }.message.contains("does not count member a"))
    #expect(try member { $0.alarms = ["a": "NOSPACE"] }.message.contains("alarm NOSPACE"))
    #expect(
      try member { $0.etcd["n"] = .status(EtcdStatus(id: "a", leader: nil)) }.message
        .contains("no leader"))
  }

  // MARK: - Versions

  @Test(arguments: [
    ("kube-proxy:v1.2.3", "", "kube-proxy", "v1.2.3"),
    ("registry.example:5000/a/b:1@sha256:00", "registry.example:5000/a", "b", "1"),
    ("registry.k8s.io/coredns/coredns:v1.8.0", "registry.k8s.io/coredns", "coredns", "v1.8.0"),
  ])
  func `names of images`(text: String, repository: String, name: String, tag: String) throws {
    let image = try #require(ImageName(text))
    #expect(image.repository == repository)
    #expect(image.name == name)
    #expect(image.tag == tag)
    #expect(ImageName("registry.example:5000/a") == nil)
    #expect(ImageName("a@sha256:00") == nil)
    #expect(ImageName.tag(of: "v1.2.3+x") == "v1.2.3_x")
  }

  @Test func `kube-proxy follows the version, CoreDNS what the spec says`() throws {
    var plane = KubeadmControlPlane(namespace: "default", name: "cp")
    plane.spec = ["version": "v1.31.0"]
    let usual = WorkloadImages.targets(of: plane)
    #expect(usual.map(\.tag) == ["v1.31.0", nil])
    #expect(usual.allSatisfy { $0.repository == nil })
    plane.spec["kubeadmConfigSpec"] = [
      "clusterConfiguration": ["imageRepository": "mirror", "dns": ["imageTag": "v1.12.0"]]
    ]
    #expect(WorkloadImages.targets(of: plane).map(\.repository) == ["mirror", "mirror"])
    #expect(WorkloadImages.targets(of: plane)[1].tag == "v1.12.0")
    plane.metadata.annotations = ["controlplane.cluster.x-k8s.io/skip-kube-proxy": ""]
    #expect(WorkloadImages.targets(of: plane).map(\.name) == ["coredns"])
    var proxy = Object(
      GroupVersionKind(group: "apps", version: "v1", kind: "DaemonSet"), name: "kube-proxy")
    proxy.spec = try YAML.parse(
      "template: {spec: {containers: [{name: kube-proxy, image: 'r/kube-proxy:v1.30.0'}]}}")
    let moved = try #require(WorkloadImages.moved(proxy, to: usual[0]))
    #expect(JSON.text(moved.spec).contains("r/kube-proxy:v1.31.0"))
    #expect(WorkloadImages.moved(moved, to: usual[0]) == nil)
  }

  @Test(arguments: [
    ("1.6.7", "v1.12.0", ["federation", "upstream"]),
    ("v1.4.0", "v1.6.7", ["proxy"]),
    ("1.3.1", "1.7.0", ["proxy", "federation", "upstream"]),
    ("1.7.0", "1.12.0", []),
    ("1.6.7", "1.6.9", []),
    ("own", "1.12.0", []),
  ])
  func `a Corefile is held against a newer CoreDNS`(
    old: String, new: String, named: [String]
  ) {
    let text = """
      .:53 {
          errors  # resyncperiod
          kubernetes cluster.local in-addr.arpa {
              pods insecure
              upstream
          }
          federation cluster.local {
              proxy proxy.example
          }
          proxy . /etc/resolv.conf
          # federation
          cache 30
      }
      """
    let faults = Corefile.faults(in: text, from: old, to: new)
    #expect(faults.count == named.count)
    for (fault, name) in zip(faults, named) { #expect(fault.contains(name)) }
    #expect(Corefile.faults(in: ".:53 {\n  forward . 1.1.1.1\n}", from: old, to: new).isEmpty)
  }

  @Test func `the configuration for machines that join keeps what only the cluster knows`() throws {
    let found = try YAML.parse(
      """
      apiVersion: kubeadm.k8s.io/v1beta2
      kubernetesVersion: v1.20.2
      certificatesDir: /pki
      imageRepository: old
      networking: {dnsDomain: cluster.local, podSubnet: 10.0.0.0/8}
      etcd: {local: {dataDir: /data}}
      dns: {type: CoreDNS}
      """)
    let wanted = try YAML.parse(
      """
      apiVersion: kubeadm.k8s.io/v1beta3
      kubernetesVersion: v1.22.0
      imageRepository: new
      networking: {podSubnet: 10.1.0.0/16}
      etcd: {}
      dns: {}
      """)
    let updated = ClusterDocument.updated(found, to: wanted)
    #expect(
      updated
        == (try YAML.parse(
          """
          apiVersion: kubeadm.k8s.io/v1beta3
          kubernetesVersion: v1.22.0
          imageRepository: new
          networking: {podSubnet: 10.1.0.0/16, dnsDomain: cluster.local}
          etcd: {local: {dataDir: /data}}
          dns: {}
          certificatesDir: /pki
          """)))
  }

  @Test(arguments: [
    ("v1.20.2", "kubelet-config-1.20"), ("v1.23.0", "kubelet-config-1.23"),
    ("v1.24.0", "kubelet-config"), ("v1.31.0", "kubelet-config"),
  ])
  func `where the kubelet's configuration lies`(version: String, name: String) throws {
    let document = try #require(KubeletDocument(kubernetes: version))
    #expect(document.name == name)
    #expect(document.role == "kubeadm:\(name)")
    #expect(KubeletDocument(kubernetes: "latest") == nil)
  }
}
