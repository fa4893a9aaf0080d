// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Where one management plane keeps all that it has.
package struct DataDirectory: Sendable {
  package let path: String

  package init(_ path: String) {
    let isWhole = path.hasPrefix("/")
    let whole = isWhole ? path : "\(Self.workingDirectory)/\(path)"
    self.path = whole.count > 1 && whole.hasSuffix("/") ? String(whole.dropLast()) : whole
  }

  /// Where it is when nobody says: `$XDG_DATA_HOME/capctl`, else `~/.local/share/capctl`.
  package static func usual(_ environment: (String) -> String?) -> String {
    if let data = environment("XDG_DATA_HOME"), data.hasPrefix("/") { return "\(data)/capctl" }
    return "\(environment("HOME") ?? "")/.local/share/capctl"
  }

  /// Written last: that it is there means that the plane is ready.
  package var kubeconfig: String { "\(path)/kubeconfig" }
  package var socket: String { "\(path)/capctl.sock" }
  package var store: String { "\(path)/store.db" }
  /// The mirrors of git repositories, which can be made anew.
  package var mirrors: String { "\(path)/git" }
  var pki: String { "\(path)/pki" }
  /// The certificate by which clients know the plane, as PEM.
  package func authority() throws(PlaneError) -> String {
    let file = PrivateFile("\(pki)/ca.crt")
    guard let text = try file.read() else {
      throw PlaneError(
        "read \(file.path)", "it is not there",
        hint: "capctl up makes it at its first start; name its folder with --data-dir")
    }
    return text
  }

  var lockFile: String { "\(path)/lock" }

  /// Makes the folders that are missing, for their owner alone.
  func make() throws(PlaneError) {
    try Self.makeFolder(path)
    try Self.makeFolder(pki)
  }

  private static func makeFolder(
    _ path: String, withParents: Bool = true
  ) throws(PlaneError) {
    if unsafe mkdir(path, 0o700) == 0 { return }
    switch errno {
    case EEXIST:
      var facts = stat()
      guard unsafe stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR else {
        throw PlaneError("make the folder \(path)", "a file is there")
      }
    case ENOENT:
      guard withParents, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
        fallthrough
      }
      try makeFolder(String(path[..<slash]))
      try makeFolder(path, withParents: false)
    default: throw PlaneError("make the folder \(path)", code: errno)
    }
  }

  private static var workingDirectory: String {
    guard let path = unsafe getcwd(nil, 0) else { return "." }
    defer { unsafe free(path) }
    return unsafe String(cString: path)
  }
}
