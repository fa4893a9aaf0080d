// SPDX-License-Identifier: Apache-2.0

import Azure
import Manifest

extension ResourceManager {
  /// All pages of a list; or the answer that is none of its pages.
  func all(
    _ call: Call, as credential: AzureCredential, in cloud: AzureCloud
  ) async -> (items: [Value], trouble: ManagerReply?) {
    var (call, items) = (call, [Value]())
    while true {
      let reply = await send(call, as: credential, in: cloud)
      guard reply.status == 200 else { return ([], reply) }
      items += reply.body["value"]?.list ?? []
      guard let next = reply.body.said("nextLink"), next.hasPrefix(cloud.manager + "/") else {
        return (items, nil)
      }
      // It says all that the first one did.
      (call.target, call.query) = (String(next.dropFirst(cloud.manager.count)), [:])
    }
  }
}
