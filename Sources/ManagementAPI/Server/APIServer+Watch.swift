// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension APIServer {
  func watch(_ options: WatchOptions, _ context: Context) throws(StatusError) -> Feed {
    let selection = try Selection(
      context, labels: options.labelSelector, fields: options.fieldSelector)
    return try Feed(options, selection, context, of: self)
  }
}
