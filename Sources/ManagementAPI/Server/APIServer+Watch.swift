// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension APIServer {
  func watch(_ options: WatchOptions, _ context: Context) throws(StatusError) -> Watch {
    let selection = try Selection(
      context, labels: options.labelSelector, fields: options.fieldSelector)
    let feed = try Feed(options, selection, context, of: self)
    return Watch(
      next: { () async throws(StatusError) in try await feed.next() }, cancel: { feed.stop() })
  }
}
