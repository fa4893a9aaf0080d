// SPDX-License-Identifier: Apache-2.0

import Manifest

extension Builder {
  /// What stands for the kustomization of a directory that has none: all manifests in it and below;
  /// of directories that have a kustomization, that.
  func detected(in directory: String) throws(KustomizeError) -> Kustomization {
    var kustomization = Kustomization()
    let file = directory.isEmpty ? "kustomization.yaml" : "\(directory)/kustomization.yaml"
    kustomization.position = Position(file: file, line: 1, column: 1)
    for path in try manifests(below: directory, depth: 0) {
      let name = TreePath.relative(path, from: directory)
      kustomization.resources.append(
        Kustomization.Reference(text: name, position: kustomization.position))
    }
    return kustomization
  }

  /// Paths in the order of their names.
  private func manifests(
    below directory: String, depth: Int
  ) throws(KustomizeError) -> [String] {
    guard depth < 100 else {
      throw KustomizeError("build \(directory)", "its directories are nested too deep")
    }
    var found: [String] = []
    // A name that starts with a dot is a matter of tools, such as .git and .github.
    for name in try ledger.names(in: directory) where !name.hasPrefix(".") {
      let path = directory.isEmpty ? name : "\(directory)/\(name)"
      guard let entry = try ledger.entry(at: path) else { continue }
      if entry.kind == .file, name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
        found.append(path)
      } else if entry.kind == .directory, entry.path == path {
        let isKustomization = try kustomizationFile(of: path) != nil
        found += isKustomization ? [path] : try manifests(below: path, depth: depth + 1)
      }
    }
    return found
  }
}
