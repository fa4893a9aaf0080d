// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Kustomize
import Manifest

/// What `build` and `validate` are asked to build.
struct BuildTarget {
  private let tree: DirectoryTree
  private let path: String
  private let options: Kustomize.Options

  /// Nothing may lead out of `root`: else that is the repository that the directory is in, else the
  /// current directory where that holds it.
  init(_ path: String, root: String?, options: Kustomize.Options) throws {
    let place = try RealPath(path)
    let top = try root.map { try RealPath($0) } ?? place.repository ?? place.enclosing
    guard let inner = place.inside(top) else {
      throw ReadError(path, "it is not in \(top.text)")
    }
    tree = try DirectoryTree(top.text)
    self.path = inner
    self.options = options
  }

  func build() -> Build { Kustomize.build(path, in: tree, options: options) }
}

extension Console {
  /// Tells mistakes as errors, each with its hint.
  func complain(of problems: [KustomizeError]) {
    for problem in problems {
      say("error: \(problem)")
      if let hint = problem.hint { say("hint: \(hint)") }
    }
  }
}
