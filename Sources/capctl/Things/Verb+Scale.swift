// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Kube
import Log
import Manifest
import Views

extension Verb {
  private static let replicas = Flag<Int>.number(
    "replicas", default: -1, help: "How many there are to be.")

  private static let currentReplicas = Flag<Int>.number(
    "current-replicas", default: -1, help: "How many there must be for it to be done; any if -1.")

  static let scale = Verb(
    "scale", "Say how many machines there are to be",
    details: """
      Of a MachineDeployment, MachineSet, MachinePool or KubeadmControlPlane. What follows from git goes back to what \
      git says: scale it there.
      """,
    examples: [
      Example("Three workers", "capctl scale machinedeployment demo-md-0 --replicas=3"),
      Example("Three control planes", "capctl scale kcp/demo-control-plane --replicas=3"),
    ],
    takes: [replicas, currentReplicas] + ThingFlags.all + Session.flags,
    [ThingFlags.thing, ThingFlags.nameArgument]
  ) { input in
    let count = input[replicas]
    guard count >= 0 else {
      throw UsageError(
        "capctl scale",
        "The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0")
    }
    return try await Session.run(input) { session in
      let choice = try await Choice(input, session)
      for target in try await choice.targets(of: session, all: false, "scale") {
        try await scale(target, to: count, from: input[currentReplicas], session)
        session.console.tell("\(target.title) scaled\n")
      }
      return .done
    }
  }

  private static func scale(
    _ target: Target, to count: Int, from current: Int, _ session: Session
  ) async throws {
    var address = target.address
    address.subresource = "scale"
    if current >= 0 {
      let now = try await session.finding(target.resource, target.name) {
        () async throws(StatusError) in
        try await session.client.get(address)
      }
      guard now.spec["replicas"]?.int == Int64(current) else {
        throw ViewError(
          "scale \(target.plural)",
          "Expected replicas to be \(current), was \(now.spec["replicas"]?.int ?? 0)")
      }
    }
    let patch: Value = ["spec": ["replicas": .int(Int64(count))]]
    let place = address
    _ = try await session.finding(target.resource, target.name) { () async throws(StatusError) in
      try await session.client.patch(.merge(patch), at: place)
    }
  }
}
