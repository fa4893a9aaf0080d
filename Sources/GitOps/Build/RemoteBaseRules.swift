// SPDX-License-Identifier: Apache-2.0

import Kustomize

/// Which repositories kustomizations may take bases from: none, unless somebody who runs this says so.
package struct RemoteBaseRules: Sendable {
  /// Urls of repositories, or of what holds several: a host, an organization.
  private let places: [String]

  package init(_ places: [String]) {
    self.places = places.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
  }

  /// Whether anything is allowed at all.
  var allowsAny: Bool { !places.isEmpty }

  func check(_ base: RemoteBase) throws(KustomizeError) {
    guard !base.isFile else {
      throw KustomizeError(
        "use the base \(base.text)", "it is a file on a server, which no commit holds still",
        hint: "copy it into the repository")
    }
    guard allows(base.url) else {
      throw KustomizeError(
        "use the base \(base.text)", "\(base.url) is not among the allowed remote bases",
        hint: "allow it by --remote-base, or copy it into the repository")
    }
  }

  /// Names are compared whole, and a way back up is none.
  private func allows(_ url: String) -> Bool {
    let names = url.split(separator: "/").map { $0.lowercased() }
    guard !names.contains(where: { [".", ".."].contains($0.replacing("%2e", with: ".")) }) else {
      return false
    }
    return places.contains { place in
      url == place || url == place + ".git" || url.hasPrefix(place + "/")
        || (!place.contains(":") && url.hasPrefix(place + ":"))
    }
  }
}
