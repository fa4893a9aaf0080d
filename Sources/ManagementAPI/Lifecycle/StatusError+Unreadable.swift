// SPDX-License-Identifier: Apache-2.0

import Kube

extension StatusError {
  /// An object that cannot be what it says it is, as a server tells it that reads into types.
  static func unreadable(_ object: Object, _ why: String) -> StatusError {
    .badRequest(
      "\(object.kind) in version \"\(object.apiVersion)\" cannot be handled as a \(object.kind): "
        + why)
  }
}
