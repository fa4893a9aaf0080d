// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A path without links in it, of something that is there.
struct RealPath {
  let text: String

  init(_ path: String) throws(ReadError) {
    guard let real = unsafe realpath(path, nil) else {
      throw ReadError(path.isEmpty ? "''" : path, code: errno)
    }
    defer { unsafe free(real) }
    text = unsafe String(cString: real)
  }

  private init(absolute text: String) { self.text = text.isEmpty ? "/" : text }

  /// The nearest directory above, or this one, that is a git repository.
  var repository: RealPath? {
    var names = text.split(separator: "/")
    while true {
      let folder = "/" + names.joined(separator: "/")
      if unsafe access(folder + "/.git", F_OK) == 0 { return RealPath(absolute: folder) }
      if names.popLast() == nil { return nil }
    }
  }

  /// The current directory where it holds this path, else the path itself.
  var enclosing: RealPath {
    if let current = try? RealPath("."), inside(current) != nil { return current }
    return self
  }

  /// The way here from a directory above; nil where that is not above.
  func inside(_ top: RealPath) -> String? {
    if text == top.text { return "" }
    let start = top.text == "/" ? "/" : top.text + "/"
    return text.hasPrefix(start) ? String(text.dropFirst(start.count)) : nil
  }
}
