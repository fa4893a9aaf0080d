// SPDX-License-Identifier: Apache-2.0

import Manifest

/// What `etcdctl -w json` says.
package struct EtcdReply: Sendable {
  private let value: Value

  /// Nil where the text is no JSON.
  package init?(_ text: String) {
    guard let value = try? JSON.parse(Self.quotingLongNumbers(text)) else { return nil }
    self.value = value
  }

  /// Of `member list`.
  package var members: [EtcdMember]? {
    value["members"]?.list?.map { member in
      var entry = EtcdMember(member["name"]?.string ?? "", id: Self.id(member["ID"]) ?? "")
      entry.isLearner = member["isLearner"]?.bool ?? false
      return entry
    }
  }

  /// Of `endpoint status`, for the one endpoint that was asked.
  package var status: EtcdStatus? {
    guard let status = value.list?.first?["Status"], let id = Self.id(status["header", "member_id"])
    else { return nil }
    return EtcdStatus(
      id: id, leader: Self.id(status["leader"]),
      errors: (status["errors"]?.list ?? []).compactMap(\.string))
  }

  /// Of `alarm list`: what is raised, by the member's id.
  package var alarms: [String: String] {
    var alarms: [String: String] = [:]
    for alarm in value["alarms"]?.list ?? [] {
      guard let id = Self.id(alarm["memberID"]) else { continue }
      alarms[id] = Self.names[alarm["alarm"]?.int ?? 0] ?? "unknown"
    }
    return alarms
  }

  private static let names: [Int64: String] = [1: "NOSPACE", 2: "CORRUPT"]

  /// An id as etcd's commands take it: in hexadecimal. Zero stands for none.
  private static func id(_ value: Value?) -> String? {
    let number = value?.string.flatMap { UInt64($0) } ?? value?.int.flatMap(UInt64.init(exactly:))
    return number.flatMap { $0 == 0 ? nil : String($0, radix: 16) }
  }

  /// Ids have 64 bits without a sign, which numbers of our JSON cannot hold: they become texts.
  private static func quotingLongNumbers(_ text: String) -> String {
    var (result, run): ([UInt8], [UInt8]) = ([], [])
    var (isInText, isEscaped) = (false, false)
    func flush() {
      let isLong = run.count > 15
      result += isLong ? [0x22] + run + [0x22] : run
      run = []
    }
    for byte in text.utf8 {
      if !isInText, (0x30...0x39).contains(byte) {
        run.append(byte)
        continue
      }
      flush()
      result.append(byte)
      if byte == 0x22, !isEscaped { isInText.toggle() }
      isEscaped = isInText && byte == 0x5c && !isEscaped
    }
    flush()
    return String(decoding: result, as: UTF8.self)
  }
}

/// What one member says of itself.
package struct EtcdStatus: Sendable, Hashable {
  package var id: String
  /// Nil while none is elected.
  package var leader: String?
  package var errors: [String]

  package init(id: String, leader: String?, errors: [String] = []) {
    self.id = id
    self.leader = leader
    self.errors = errors
  }
}
