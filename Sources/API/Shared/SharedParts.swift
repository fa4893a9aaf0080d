// SPDX-License-Identifier: Apache-2.0

import Manifest
import Synchronization

/// The parts that schemas of several kinds share, in the short notation.
enum SharedParts {
  /// Read once, at the first use.
  static let all: Result<[String: Value], NotationError> = read([
    common, references, status, machine, machineV1beta1, kubeadm, kubeadmCluster, kubeadmNode,
    kubeadmV1beta1, inMemory, docker, ssh, azure, azureNetwork, flux,
  ])

  /// The schemas that have been made of them: most kinds share most parts.
  static let made = Mutex<[String: Value]>([:])

  private static func read(_ texts: [String]) -> Result<[String: Value], NotationError> {
    var parts: [String: Value] = [:]
    do throws(ManifestError) {
      for text in texts {
        for entry in try YAML.parse(text).map ?? [:] { parts[entry.key] = entry.value }
      }
      return .success(parts)
    } catch {
      return .failure(NotationError("shared parts", "\(error)"))
    }
  }
}
