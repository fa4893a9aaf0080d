// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// How far the agent of one cluster is.
struct AgentState: Sendable, Hashable {
  enum Word: String, Sendable {
    /// The cluster is not there yet, or does not answer.
    case waiting = "Waiting"
    /// What the agent needs is being applied.
    case applying = "Applying"
    /// The agent works, and has not applied all yet.
    case syncing = "Syncing"
    case ready = "Ready"
    case failed = "Failed"
    case removing = "Removing"
    case removed = "Removed"
  }

  var word: Word
  /// What it waits for, or what is wrong.
  var message = ""
  /// What the cluster has applied.
  var revision: String?
  /// The version of the agent.
  var version: String?

  /// What Azure says of it, where Azure brings it.
  var compliance: String?
  /// Objects that are not as they shall be, where somebody tells.
  var objects: [Value] = []

  /// As the status of a GitOpsAgent has it.
  func entry(of cluster: String, since: Time) -> Value {
    var entry: Value = ["name": .string(cluster), "state": .string(word.rawValue)]
    if !message.isEmpty { entry["message"] = .string(message) }
    if let revision { entry["revision"] = .string(revision) }
    if let version { entry["version"] = .string(version) }
    if let compliance { entry["compliance"] = .string(compliance) }
    if !objects.isEmpty { entry["objects"] = .list(objects) }
    entry["since"] = .string("\(since)")
    return entry
  }
}
