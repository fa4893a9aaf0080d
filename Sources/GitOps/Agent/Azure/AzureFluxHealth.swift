// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest

/// What Azure says of what a cluster follows. Pure.
struct AzureFluxHealth {
  private let configuration: AzureFluxConfiguration

  init(_ configuration: AzureFluxConfiguration) { self.configuration = configuration }

  /// How many objects are told at most.
  private static let limit = 20

  var state: AgentState {
    guard let ready = configuration.object.condition("Ready"), configuration.isObserved else {
      return state(.applying, "Azure has not been told yet")
    }
    guard ready.status == .yes else {
      return state(ready.reason == "ResourceFailed" ? .failed : .applying, ready.message)
    }
    if let word = configuration.connectivity, word != "Connected" {
      return state(.syncing, "Azure does not hear from the cluster: it is \(word)")
    }
    switch configuration.complianceState {
    case "Compliant": return state(.ready, "")
    case "Non-Compliant": return state(.failed, trouble)
    case "Suspended": return state(.syncing, "it is suspended in Azure")
    default: return state(.syncing, "Azure has not heard yet how it went")
    }
  }

  private func state(_ word: AgentState.Word, _ message: String) -> AgentState {
    var state = AgentState(
      word: word, message: message, revision: configuration.revision,
      version: configuration.extensionVersion)
    state.compliance = configuration.complianceState
    state.objects = objects
    return state
  }

  /// Those that are not as git says.
  private var objects: [Value] {
    configuration.statuses.filter { $0["complianceState"]?.string != "Compliant" }
      .prefix(Self.limit).map { status in
        var object: Value = [:]
        for (key, name) in [
          ("kind", "kind"), ("namespace", "namespace"), ("name", "name"),
          ("state", "complianceState"),
        ] { object[key] = status[name] }
        let conditions = status["statusConditions"]?.list ?? []
        let bad = conditions.first { $0["type"] == "Ready" } ?? conditions.first
        object["message"] = bad?["message"]
        return object
      }
  }

  /// What others follow from comes first: its trouble is theirs.
  private var trouble: String {
    let objects = objects
    let source = objects.first { $0["kind"] == "GitRepository" }
    guard let worst = source ?? objects.first else { return "Azure says that it is Non-Compliant" }
    let words = ["kind", "namespace", "name", "message"].map { worst[$0]?.string ?? "" }
    let rest = objects.count > 1 ? ", and \(objects.count - 1) more" : ""
    return "\(words[0]) \(words[1])/\(words[2]): \(words[3])\(rest)"
  }
}
