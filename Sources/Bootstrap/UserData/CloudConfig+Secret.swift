// SPDX-License-Identifier: Apache-2.0

package import Kube

extension CloudConfig {
  /// Reads the user data that a bootstrap Secret holds, for the machine that `data` describes.
  package init(_ secret: Object, for data: InstanceData) throws(BootstrapError) {
    guard let text = secret.text("value") else {
      throw BootstrapError("use \(secret)", "data[value] is missing, or is not text")
    }
    if let format = secret.text("format"), format != "cloud-config" {
      throw BootstrapError("use \(secret)", "its format is \(format), not cloud-config")
    }
    try self.init(userData: Array(text.utf8), for: data)
  }
}
