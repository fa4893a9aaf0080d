// SPDX-License-Identifier: Apache-2.0

import Log

/// Where a repository is: `https://…`, `http://…`, `ssh://…`, `user@host:path`, `file://…` or a path.
///
/// Shown as it was given, but without its password.
package struct GitURL: Hashable, Sendable, CustomStringConvertible {
  /// What goes where a scheme has one; nothing is decoded that git itself does not decode.
  enum Place: Hashable, Sendable {
    /// The path of what libgit2 opens itself.
    case local(String)
    /// The url without user and password, which are beside it.
    case http(String, user: String?, password: Secret<String>?)
    case ssh(user: String?, host: String, port: UInt16, path: String)
  }

  package let description: String
  let place: Place

  /// The folder, where the repository is on this machine.
  package var localPath: String? {
    if case .local(let path) = place { path } else { nil }
  }

  /// Whether the server is reached over ssh.
  package var isSSH: Bool {
    if case .ssh = place { true } else { false }
  }

  package init(_ text: String) throws(GitError) {
    guard !text.isEmpty, !text.unicodeScalars.contains(where: { $0.value < 32 }) else {
      throw GitError("use a url of a repository", "it is empty, or holds a control character")
    }
    guard let parts = URLParts(text) else {
      description = text
      place = Self.shortPlace(text)
      return
    }
    description = parts.withoutPassword
    guard let place = try Self.place(parts) else {
      throw GitError("use \(description) as a repository", "it lacks a part, or one is not valid")
    }
    self.place = place
  }

  /// As git reads what has no scheme: with a colon before any slash it is `user@host:path`.
  private static func shortPlace(_ text: String) -> Place {
    let head = text.prefix { $0 != "/" }
    guard let colon = head.firstIndex(of: ":"), colon > text.startIndex else { return .local(text) }
    let path = String(text[text.index(after: colon)...])
    let (login, host) = URLParts.split(text[..<colon])
    guard isHost(host), !path.isEmpty, path.first != "-" else { return .local(text) }
    return .ssh(user: login.map(String.init), host: String(host), port: 22, path: path)
  }

  private static func place(_ parts: URLParts) throws(GitError) -> Place? {
    switch parts.scheme {
    case "file":
      guard ["", "localhost"].contains(parts.host) else { return nil }
      return percentDecoded(parts.path[...]).map { .local($0) }
    case "http", "https":
      return isHost(parts.host[...])
        ? .http(parts.withoutLogin, user: parts.user, password: parts.password.map(Secret.init))
        : nil
    case "ssh", "git+ssh", "ssh+git":
      guard isHost(parts.host[...]), parts.path.count > 1, let port = parts.port(orElse: 22),
        let path = percentDecoded(parts.path[...])
      else { return nil }
      // `ssh://host/~user/a` is the server's `~user/a`.
      let isHome = path.hasPrefix("/~")
      return .ssh(
        user: parts.user, host: parts.host, port: port,
        path: isHome ? String(path.dropFirst()) : path)
    default:
      throw GitError(
        "use \(parts.withoutPassword) as a repository",
        "git over \(parts.scheme) is not known here",
        hint: "https://, http://, ssh://, user@host:path, file:// and paths are")
    }
  }

  private static func isHost(_ host: Substring) -> Bool {
    !host.isEmpty && host.first != "-" && !host.contains(" ")
  }
}

extension GitURL {
  /// The server, where it is reached over ssh.
  package var sshHost: (host: String, port: UInt16)? {
    guard case .ssh(_, let host, let port, _) = place else { return nil }
    return (host, port)
  }
}
