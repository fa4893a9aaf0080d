// SPDX-License-Identifier: Apache-2.0

import Kube
import Runtime
import Synchronization

/// What was applied for each agent, and when: the same is applied again only now and then, to undo what
/// others changed. A process that begins anew applies once more, and changes nothing by it.
final class AgentMemos: Sendable {
  private struct Memo {
    let digest: String
    let time: Duration
  }

  private static let interval = Duration.seconds(600)
  private let memos = Mutex<[Membership: Memo]>([:])

  func isDue(_ digest: String, _ membership: Membership, at now: Duration) -> Bool {
    guard let memo = memos.withLock({ $0[membership] }) else { return true }
    return memo.digest != digest || now - memo.time > Self.interval
  }

  func note(_ digest: String, _ membership: Membership, at now: Duration) {
    let memo = Memo(digest: digest, time: now)
    memos.withLock { $0[membership] = memo }
  }

  func forget(_ membership: Membership) { memos.withLock { $0[membership] = nil } }
}
