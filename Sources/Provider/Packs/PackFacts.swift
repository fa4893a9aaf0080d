// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
import Kube
import Manifest
import Packs
import Runtime
import Site
import Template

/// Finds what a pass over an object goes by.
struct PackFacts: Sendable {
  let site: Site
  let pack: Pack

  /// The object and those around it.
  func subject(of object: Object) async throws(StatusError) -> Subject {
    let machine = await owner(of: object)
    let cluster = await cluster(of: object, machine)
    let namespace = object.namespace
    let infrastructure =
      pack.part == .cluster
      ? nil : try await site.referred(cluster?.infrastructureRef, in: namespace).object
    return Subject(
      pack: pack, object: object, cluster: cluster, infrastructure: infrastructure,
      machine: machine, site: site)
  }

  private func owner(of object: Object) async -> Machine? {
    let reference = object.metadata.ownerReferences.first {
      $0.groupKind == Kind.machine.groupKind
    }
    guard let reference else { return nil }
    let key = Key(namespace: object.namespace, name: reference.name)
    return await site.informer(.machine).cache[key].map(Machine.init)
  }

  private func cluster(of object: Object, _ machine: Machine?) async -> Cluster? {
    let owner = object.metadata.ownerReferences.first {
      $0.groupKind == Kind.cluster.groupKind
    }
    let name = machine?.clusterName ?? object.metadata.labels[Labels.clusterName] ?? owner?.name
    guard let name else { return nil }
    let key = Key(namespace: object.namespace, name: name)
    return await site.informer(.cluster).cache[key].map(Cluster.init)
  }

  /// What references find.
  func facts(
    of subject: Subject, over transport: any Transport
  ) async throws -> Facts {
    var roots: [String: Value] = [
      "spec": subject.object.spec, "status": subject.object.status,
      "metadata": subject.object.metadata.value,
    ]
    roots["cluster"] = subject.cluster?.object.value
    roots["machine"] = subject.machine?.object.value
    roots["infra"] = subject.infrastructure?.value
    roots["bootstrap"] = try await bootstrap(of: subject)
    let variables = OpenVariables(
      scope: try await variables(for: subject, over: transport), open: transport.openVariables)
    var facts = Facts(roots, variables: variables)
    let computed = try await transport.compute(pack.computed, for: subject)
    facts.roots["computed"] = .map(Map(computed.map { ($0.key, $0.value.value) }))
    facts.secretComputed = Set(computed.filter(\.value.isSecret).keys)
    return facts
  }

  private func variables(
    for subject: Subject, over transport: any Transport
  ) async throws -> ClusterVariables {
    let others = try await transport.variables(for: subject)
    guard let cluster = subject.cluster else {
      let own = ["NAMESPACE": Value.string(subject.object.namespace ?? "")]
      return ClusterVariables([ClusterVariables.Place("the object's own facts", own)] + others)
    }
    var own: [String: String] = [:]
    if let machine = subject.machine {
      own["MACHINE_NAME"] = machine.name
      own["KUBERNETES_VERSION"] = machine.version
    }
    // The environment stays the last place.
    let places = await site.variables(of: cluster, and: own).places
    return ClusterVariables(
      places.filter { !$0.isEnvironment } + others + places.filter(\.isEnvironment))
  }

  /// The data that a Machine is started with, once there is some.
  private func bootstrap(of subject: Subject) async throws(StatusError) -> Value? {
    guard let machine = subject.machine, let name = machine.dataSecretName else { return nil }
    let key = Key(namespace: machine.namespace, name: name)
    // The Machine may name it before the cache has it.
    guard let secret = try await secret(key), let data = secret.secretText("value")
    else { return nil }
    var value: Value = ["data": .string(data), "name": .string(name)]
    if let format = secret.secretText("format") { value["format"] = .string(format) }
    return value
  }

  private func secret(_ key: Key) async throws(StatusError) -> Object? {
    if let cached = await site.informer(Resource.secrets).cache[key] { return cached }
    return try await site.client.find(
      Address(.secrets, namespace: key.namespace, name: key.name))
  }
}

/// Variables of which some are no secrets, wherever they stand.
private struct OpenVariables: Scope, Sendable {
  let scope: ClusterVariables
  let open: Set<String>

  func find(_ reference: Reference) -> Finding {
    let finding = scope.find(reference)
    guard case .secret(let value) = finding, open.contains(reference.word) else { return finding }
    return .found(value)
  }
}
