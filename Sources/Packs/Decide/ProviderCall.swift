// SPDX-License-Identifier: Apache-2.0

package import Manifest
package import Template

/// One call to a provider, ready to be sent.
package struct ProviderCall: Sendable {
  /// What stands in a plan for what only an answer tells.
  package static let unknown = UnknownValue.text

  package enum Purpose: Sendable, Hashable {
    case read, create, update, delete
    /// A further read.
    case also(String, isSecret: Bool)
    case action(String)
    /// What has become of an operation.
    case poll(String)
    /// Deleting, to make it anew.
    case replace
  }

  /// The resource that it is for, with its key.
  package let resource: String
  package let purpose: Purpose
  package let method: String
  package let target: String
  package var query: [String: String] = [:]
  package var headers: Bound?
  package var body: Bound?
  /// What is remembered as asked for, secrets sealed, once it has worked.
  var applied: Value?
  /// Of an update: what is changed.
  package internal(set) var change: Change?
  /// A step of the transport's Swift, in place of the API.
  package var hook: String?
  /// What answers mean.
  package var ok: [Int] = []
  package var absent: [Int] = []

  /// What an update changes of what is there. Secrets are `***`.
  package struct Change: Sendable, Hashable {
    /// `properties.subnets[a].addressPrefix`
    package let places: [String]
    /// Of the fields that are wanted: as they are, and as they shall be.
    package let before: Value
    package let after: Value
  }

  package var isWrite: Bool {
    switch purpose {
    case .read, .also, .poll: false
    default: true
    }
  }

  /// Whether it asks how far an operation is.
  package var isPoll: Bool { if case .poll = purpose { true } else { false } }

  package func accepts(_ status: Int) -> Bool {
    (200..<300).contains(status) || ok.contains(status)
  }
  func saysAbsent(_ status: Int) -> Bool { status == 404 || absent.contains(status) }
}

extension ProviderCall: CustomStringConvertible {
  /// As plans, events and conditions name it: without its body.
  package var description: String {
    if let hook { return "\(purpose.word) \(hook) \(target)" }
    if case .poll = purpose { return "ask for the operation on \(target)" }
    let rest = query.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return "\(method) \(target)" + (rest.isEmpty ? "" : "?" + rest.joined(separator: "&"))
  }
}

extension ProviderCall.Purpose {
  package var word: String {
    switch self {
    case .read: "read"
    case .create: "create"
    case .update: "update"
    case .delete: "delete"
    case .also(let name, _): "read \(name) of"
    case .action(let name): name
    case .poll: "follow"
    case .replace: "replace"
    }
  }
}

/// What a provider answered.
package struct Reply: Sendable {
  package var status: Int
  package var headers: [String: String] = [:]
  package var body: Value = .null
  /// How to go on with what has only begun.
  package var operation: String?
  /// Of an operation that was asked for: it is over, and did not work.
  package var hasFailed = false
  /// In seconds.
  package var retryAfter: Int64?
  /// The API's own word for what is wrong, and its sentence.
  package var code: String?
  package var message: String?

  /// `status` is 0 where nobody answered.
  package init(_ status: Int, _ body: Value = .null) {
    self.status = status
    self.body = body
  }

  /// An operation that goes on.
  package static func running(_ operation: String, retryAfter: Int64? = nil) -> Reply {
    var reply = Reply(202)
    reply.operation = operation
    reply.retryAfter = retryAfter
    return reply
  }
}
