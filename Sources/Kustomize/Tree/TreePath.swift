// SPDX-License-Identifier: Apache-2.0

/// What can be done with the paths of a tree.
package enum TreePath {
  /// The path that `text` means, seen from the directory `base`; nil where it leads out of the tree.
  package static func joined(_ base: String, _ text: String) -> String? {
    guard !text.hasPrefix("/"), !text.utf8.contains(0) else { return nil }
    var names = base.split(separator: "/")
    for name in text.split(separator: "/") where name != "." {
      if name != ".." {
        names.append(name)
      } else if names.popLast() == nil {
        return nil
      }
    }
    return names.joined(separator: "/")
  }

  /// The directory that a path is in.
  package static func parent(of path: String) -> String {
    path.split(separator: "/").dropLast().joined(separator: "/")
  }

  package static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// Whether the path is the directory, or in it.
  static func isWithin(_ path: String, _ directory: String) -> Bool {
    directory.isEmpty || path == directory || path.hasPrefix(directory + "/")
  }

  /// The way from a directory to a path: `../base/a.yaml`.
  static func relative(_ path: String, from directory: String) -> String {
    let target = path.split(separator: "/")
    let start = directory.split(separator: "/")
    let shared = zip(target, start).prefix { $0 == $1 }.count
    let up = repeatElement("..", count: start.count - shared)
    return (up + target[shared...].map(String.init)).joined(separator: "/")
  }

  /// The path as a message shows it.
  static func shown(_ path: String) -> String { path.isEmpty ? "." : path }
}
