// SPDX-License-Identifier: Apache-2.0

import Packs

/// One step of a pack that is more than a call.
protocol PackStep: Sendable {
  /// Carries it out: `call.purpose` says whether it is to be looked at, done, changed or undone.
  func carry(_ call: ProviderCall, for subject: Subject) async throws -> Reply
}

/// The steps of a transport, and what of them goes on by itself.
struct PackSteps: Sendable {
  let works: LongWorks
  private let steps: [String: any PackStep]

  /// By the name that packs have for them.
  init(_ steps: [String: any PackStep], _ works: LongWorks) {
    self.steps = steps
    self.works = works
  }

  /// - Returns: Nil where the call is for the provider itself.
  func carry(_ call: ProviderCall, for subject: Subject) async -> Reply? {
    if case .poll(let token) = call.purpose { return works.state(of: token) }
    guard let hook = call.hook else { return nil }
    guard let step = steps[hook] else { return .trouble("the transport has no step \(hook)") }
    return await Reply.answer { try await step.carry(call, for: subject) }
  }
}
