// SPDX-License-Identifier: Apache-2.0

import Docker
import Log
import Packs

extension Reply {
  /// A work that is over, and did not work.
  static func failed(_ message: String) -> Reply {
    var reply = Reply(500)
    reply.hasFailed = true
    reply.message = message
    return reply
  }

  /// What to say of an error, and of what can be done.
  static func words(_ error: any Error) -> String {
    "\(error)" + ((error as? any Failure)?.hint.map { "; \($0)" } ?? "")
  }

  /// What a work comes to; one that throws has failed.
  static func of(_ body: () async throws -> Reply) async -> Reply {
    do {
      return try await body()
    } catch {
      return .failed(words(error))
    }
  }

  /// An engine that does not answer, or refuses, as an answer.
  static func answer(_ body: () async throws -> Reply) async -> Reply {
    do {
      return try await body()
    } catch {
      var reply = Reply((error as? DockerError)?.status ?? 0)
      reply.message = words(error)
      return reply
    }
  }
}
