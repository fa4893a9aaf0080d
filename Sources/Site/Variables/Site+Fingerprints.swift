// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
package import Kube
import Manifest
import Runtime

extension Site {
  /// What secret values are known again by, without being known: one key for the whole store, made when it
  /// is needed first.
  package func fingerprintKey() async throws(StatusError) -> [UInt8] {
    var secret = Object(
      GroupVersionKind(group: "", version: "v1", kind: "Secret"), namespace: "default",
      name: "capctl-fingerprints")
    let entry = "key"
    // Asked for on many passes: the server only where the cache does not have it.
    if let key = await informer(.secrets).cache[Key(secret)]?.secretBytes(entry) { return key }
    let place = Address(.secrets, namespace: secret.namespace, name: secret.name)
    if let kept = try await client.find(place), let key = kept.secretBytes(entry) { return key }
    var generator = SystemRandomNumberGenerator()
    let key = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
    secret.value["data"] = [entry: .string(Data(key).base64EncodedString())]
    let kept = try await ensure(secret, in: .secrets)
    return kept.secretBytes(entry) ?? key
  }
}
