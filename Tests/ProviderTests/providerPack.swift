// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest

/// A pack that is compiled in, as it stands in the repository.
func providerPack(_ provider: String, _ name: String) throws -> Source {
  let path = "providers/\(provider)/packs/\(name).yaml"
  let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  return Source(path, bytes: Array(try Data(contentsOf: root.appending(path: path))))
}
