// SPDX-License-Identifier: Apache-2.0

package import Manifest

// To and from the `Status` object of the wire.
extension StatusError {
  package var value: Value {
    var value: Value = [
      "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure",
      "message": .string(message),
    ]
    if !continuation.isEmpty { value["metadata"] = ["continue": .string(continuation)] }
    if reason != .unknown { value["reason"] = .string(reason.rawValue) }
    if details != Details() { value["details"] = details.value }
    value["code"] = .int(Int64(code))
    return value
  }

  /// Nil where the value is no failure.
  package init?(_ value: Value) {
    guard value["kind"]?.string == "Status", value["status"]?.string != "Success" else {
      return nil
    }
    code = value["code"]?.int.map(Int.init(clamping:)) ?? 500
    reason = value["reason"]?.string.flatMap(Reason.init) ?? .unknown
    message = value["message"]?.string ?? "the server gave no reason"
    details = value["details"].map(Details.init) ?? Details()
    continuation = value["metadata", "continue"]?.string ?? ""
  }
}

extension StatusError.Details {
  fileprivate init(_ value: Value) {
    name = value["name"]?.string ?? ""
    group = value["group"]?.string ?? ""
    kind = value["kind"]?.string ?? ""
    uid = value["uid"]?.string ?? ""
    causes = (value["causes"]?.list ?? []).map {
      StatusError.Cause(
        reason: $0["reason"]?.string ?? "", message: $0["message"]?.string ?? "",
        field: $0["field"]?.string ?? "")
    }
    retryAfterSeconds = value["retryAfterSeconds"]?.int ?? 0
  }

  fileprivate var value: Value {
    var value: Value = [:]
    for (key, text) in [("name", name), ("group", group), ("kind", kind), ("uid", uid)]
    where !text.isEmpty { value[key] = .string(text) }
    if !causes.isEmpty { value["causes"] = .list(causes.map(\.value)) }
    if retryAfterSeconds != 0 { value["retryAfterSeconds"] = .int(retryAfterSeconds) }
    return value
  }
}

extension StatusError.Cause {
  fileprivate var value: Value {
    var value: Value = [:]
    for (key, text) in [("reason", reason), ("message", message), ("field", field)]
    where !text.isEmpty { value[key] = .string(text) }
    return value
  }
}
