// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Kube
import Log
import Manifest
import Views

extension Verb {
  private static let all = Flag<Bool>.toggle("all", help: "All objects of the kind.")

  private static let waits = Flag<Bool>.toggle(
    "wait", default: true, help: "Wait until they are gone, finalizers and all.")

  static let timeout = Flag<String>.text(
    "timeout", default: "0s", help: "How long to wait at most, as 30s or 5m; 0s is for ever.")

  private static let ignoresMissing = Flag<Bool>.toggle(
    "ignore-not-found", help: "Succeed where an object is not there.")

  enum Cascade: String, CaseIterable { case background, foreground, orphan }

  private static let cascade = Flag<Cascade?>.choice(
    "cascade", help: "What becomes of what belongs to them; background if not given.")

  static let delete = Verb(
    "delete", "Delete objects, and wait until they are gone",
    details: """
      While it waits it says what stands in the way, as the objects' own conditions say it. A Cluster that follows \
      from git comes back: delete it there.
      """,
    examples: [
      Example("One cluster, with its machines", "capctl delete cluster demo"),
      Example("What a file made", "capctl delete -f cluster.yaml"),
      Example("A machine, without waiting", "capctl delete machine demo-md-0-abc --wait=false"),
    ],
    takes: [filenames, recursive, all, waits, timeout, ignoresMissing, cascade]
      + ThingFlags.all + Session.flags,
    [
      Argument("KIND", .oneOrNone, completion: .words(ThingFlags.kindWords)),
      ThingFlags.nameArgument,
    ]
  ) { input in
    var options = DeleteOptions()
    options.propagation = input[cascade].flatMap { cascade in
      switch cascade {
      case .background: .background
      case .foreground: .foreground
      case .orphan: .orphan
      }
    }
    let limit = try WaitLimit(input[timeout])
    return try await Session.run(input) { session in
      let targets = try await targets(input, session)
      let deleting = Deleting(
        session: session, options: options, ignoresMissing: input[ignoresMissing])
      guard !targets.isEmpty else {
        session.console.say("No resources found")
        return .done
      }
      return try await deleting.run(targets, waits: input[waits], within: limit)
    }
  }

  private static func targets(
    _ input: Invocation, _ session: Session
  ) async throws -> [Target] {
    guard input[filenames].isEmpty else {
      let files = ManifestFiles(input[filenames], isRecursive: input[recursive])
      var targets: [Target] = []
      for entry in try await files.entries() {
        let resource = try await session.kinds.resource(of: entry.object)
        let namespace = entry.object.namespace ?? session.namespace
        targets.append(Target(resource, namespace, entry.object.name))
      }
      return targets
    }
    let choice = try await Choice(input, session)
    return try await choice.targets(of: session, all: input[all], "delete")
  }
}

/// Deletes objects, one after another, then waits for all of them.
private struct Deleting {
  let session: Session
  let options: DeleteOptions
  let ignoresMissing: Bool

  func run(_ targets: [Target], waits: Bool, within limit: WaitLimit) async throws -> ExitCode {
    var code = ExitCode.done
    var going: [(Target, String)] = []
    for target in targets {
      do throws(StatusError) {
        if let uid = try await delete(target) { going.append((target, uid)) }
      } catch {
        if error.isNotFound, ignoresMissing { continue }
        if error.isUnreachable { throw error }
        session.console.complain(of: error)
        code = error.isNotFound ? .notFound : .failed
      }
    }
    guard waits else { return code }
    let deadline = limit.deadline()
    for (target, uid) in going {
      let waiting = Waiting(session: session, target: target, deadline: deadline)
      guard try await waiting.forEnd(of: uid) else { return .failed }
    }
    return code
  }

  /// - Returns: The uid of what is still there.
  private func delete(_ target: Target) async throws(StatusError) -> String? {
    let left = try await session.call("delete \(target.address)") { () async throws(StatusError) in
      try await session.client.delete(target.address, options)
    }
    session.console.tell("\(target.resource.title) \"\(target.name)\" deleted\n")
    return left.kind == "Status" ? left.value["details", "uid"]?.string : left.metadata.uid
  }
}

extension Console {
  /// Data that may get lost: who reads it has gone, and the deed is done.
  func tell(_ text: String) { try? write(text) }
}
