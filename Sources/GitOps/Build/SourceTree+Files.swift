// SPDX-License-Identifier: Apache-2.0

import Kustomize

/// A source as kustomizations are built from it.
extension SourceTree: FileTree {
  func entry(at path: String) throws(KustomizeError) -> TreeEntry? {
    if generated?.path == path { return TreeEntry(.file, at: path) }
    return try translating { () throws(GitOpsError) in
      guard let real = try resolve(path) else { return nil }
      return TreeEntry(snapshot.files[real] == nil ? .directory : .file, at: real)
    }
  }

  func file(at path: String) throws(KustomizeError) -> TreeFile {
    if let generated, generated.path == path { return TreeFile(generated.bytes) }
    return try translating { () throws(GitOpsError) in
      let bytes = try bytes(at: path)
      return TreeFile(bytes, identity: snapshot.files[path].map { "\($0.id)" })
    }
  }

  func names(at path: String) throws(KustomizeError) -> [String] {
    let names = snapshot.folders[path] ?? []
    guard let generated, TreePath.parent(of: generated.path) == path else { return names }
    let name = TreePath.name(of: generated.path)
    return names.contains(name) ? names : names + [name]
  }

  func identity(at path: String) throws(KustomizeError) -> String? {
    if let generated, generated.path == path { return TreeFile(generated.bytes).identity }
    return snapshot.files[path].map { "\($0.id)" }
  }

  private func translating<Answer>(
    _ body: () throws(GitOpsError) -> Answer
  ) throws(KustomizeError) -> Answer {
    do throws(GitOpsError) {
      return try body()
    } catch {
      throw KustomizeError(error.action, error.cause, hint: error.hint)
    }
  }
}
