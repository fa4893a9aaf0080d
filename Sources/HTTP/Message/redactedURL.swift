// SPDX-License-Identifier: Apache-2.0

/// `url` as it may be shown: no user and password, and `***` for query values that look secret.
/// Works on text, for it must also serve URLs that cannot be parsed.
func redactedURL(_ url: String) -> String {
  let visible = url.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)[0]
  let halves = visible.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
  let place = withoutUser(String(halves[0]))
  guard halves.count == 2 else { return printable(place) }
  let query = halves[1].split(separator: "&", omittingEmptySubsequences: false).map { pair in
    let name = pair.prefix { $0 != "=" }
    return namesSecret(name) ? "\(name)=***" : String(pair)
  }
  return printable("\(place)?\(query.joined(separator: "&"))")
}

private func withoutUser(_ place: String) -> String {
  // The last "@" counts: an unescaped one may stand in a password, as may a slash.
  guard let at = place.lastIndex(of: "@") else { return place }
  let rest = place[place.index(after: at)...]
  let scheme = place.prefix { $0 != ":" && $0 != "@" }
  let hasScheme = place.dropFirst(scheme.count).hasPrefix("://")
  return hasScheme ? "\(scheme)://\(rest)" : String(rest)
}

private func namesSecret(_ name: some StringProtocol) -> Bool {
  let name = name.lowercased()
  return ["sig", "token", "secret", "pass", "key", "code", "credential", "auth", "cookie"]
    .contains { name.contains($0) }
}

/// One line, whatever was given.
private func printable(_ text: String) -> String {
  String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 ? "?" : $0 }))
}
