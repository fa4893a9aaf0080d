// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import PKI
package import Runtime
import Site
import Synchronization

/// What servers of git call after a push, so that nobody has to wait for the next look.
///
/// A GitRepository is called by an address that only those know who know its token, and the call must be
/// signed with it.
package final class Hooks: Sendable {
  private struct State {
    var repositories: Cache?
    var secrets: Cache?
    var queue: WorkQueue?
  }

  private let state = Mutex(State())

  package init() {}

  func open(_ repositories: Cache, _ secrets: Cache, _ queue: WorkQueue) {
    state.withLock { $0 = State(repositories: repositories, secrets: secrets, queue: queue) }
  }

  /// The last part of the address, as Flux makes it.
  package static func id(of key: Key, token: String) -> String {
    Digest.sha256(Array("\(token)\(key.name)\(key.namespace ?? "")".utf8)).hexadecimal
  }

  /// Looks at the repository that an address is of.
  /// - Returns: The status of the answer.
  package func call(_ id: String, _ header: (String) -> String?, _ body: [UInt8]) -> Int {
    let (repositories, secrets, queue) = state.withLock {
      ($0.repositories, $0.secrets, $0.queue)
    }
    for object in repositories?.objects ?? [] {
      let key = Key(object)
      guard let name = object.metadata.annotations[Annotations.hookSecret],
        let token = secrets?[Key(namespace: key.namespace, name: name)]?.secretText("token"),
        !token.isEmpty, Self.isSame(Self.id(of: key, token: token), id)
      else { continue }
      guard Self.isSigned(header, body, by: token) else { return 401 }
      queue?.add(key)
      return 202
    }
    return 404
  }

  /// In GitHub's way, which Gitea's is too; in Flux's own; or with the token itself, as GitLab does.
  static func isSigned(
    _ header: (String) -> String?, _ body: [UInt8], by token: String
  ) -> Bool {
    if let given = header("X-Gitlab-Token") { return isSame(given, token) }
    guard let given = header("X-Hub-Signature-256") ?? header("X-Signature"),
      given.hasPrefix("sha256=")
    else { return false }
    let code = Digest.sha256.hmac(body, key: Array(token.utf8)).hexadecimal
    return isSame(String(given.dropFirst(7)).lowercased(), code)
  }

  /// Takes as long for texts that are nearly the same as for others.
  private static func isSame(_ one: String, _ other: String) -> Bool {
    let (left, right) = (Array(one.utf8), Array(other.utf8))
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
