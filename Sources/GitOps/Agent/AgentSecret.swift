// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Git
import Kube
import Manifest
import Site

/// The Secret that an agent signs in with, as it is in the cluster.
enum AgentSecret {
  /// A copy, under the same name unless another is said. A server that has another name inside is known there by the keys that it
  /// is known by outside.
  static func copy(
    of secret: Object, to namespace: String, as name: String? = nil, outside: String, inside: String
  ) -> Object {
    var copy = Object(
      GroupVersionKind(group: "", version: "v1", kind: "Secret"), namespace: namespace,
      name: name ?? secret.name)
    copy.value["type"] = secret.value["type"]
    copy.value["data"] = secret.value["data"]
    if let hosts = secret.secretText("known_hosts"), let old = host(outside),
      let new = host(inside), old != new
    {
      let text = known(hosts, old, as: new)
      copy.value["data"]?["known_hosts"] = .string(Data(text.utf8).base64EncodedString())
    }
    return copy
  }

  /// The lines, and for each of `host` one more for its other name.
  private static func known(_ text: String, _ host: String, as other: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    let more = lines.compactMap { line -> String? in
      let words = line.split(separator: " ", maxSplits: 1)
      guard words.count == 2, words[0].split(separator: ",").contains(where: { $0 == host })
      else { return nil }
      return "\(other) \(words[1])"
    }
    return (lines + more.filter { !lines.contains($0) }).map { $0 + "\n" }.joined()
  }

  /// As known_hosts writes it: with brackets where the port is not the usual one.
  private static func host(_ url: String) -> String? {
    guard let url = try? GitURL(url), let (host, port) = url.sshHost else { return nil }
    return port == 22 ? host : "[\(host)]:\(port)"
  }
}
