// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Manifest

/// One or more kubeconfig files, read as one: of two entries with one name, the earlier file's counts.
package struct Kubeconfig: Sendable {
  private let files: [Node]

  /// Reads files that must be there.
  package init(paths: [String]) throws(KubeconfigError) {
    var files: [Node] = []
    for path in paths {
      guard let bytes = try? Data(contentsOf: URL(filePath: path)) else {
        throw KubeconfigError(
          "read kubeconfig \(path)", "there is no such file, or it may not be read")
      }
      files.append(try Self.read(Array(bytes), path))
    }
    self.files = files
  }

  /// Reads the text of one file; what it names by relative paths lies beside `path`.
  package init(text: String, path: String) throws(KubeconfigError) {
    files = [try Self.read(Array(text.utf8), path)]
  }

  /// The files that a person has without naming any: those of `KUBECONFIG`, else the one at home. Nil
  /// where none of them is there.
  package static func found(
    in environment: [String: String]
  ) throws(KubeconfigError) -> Kubeconfig? {
    var paths = (environment["KUBECONFIG"] ?? "").split(separator: ":").map(String.init)
    if paths.isEmpty, let home = environment["HOME"] { paths = ["\(home)/.kube/config"] }
    paths = paths.filter { FileManager.default.fileExists(atPath: $0) }
    return paths.isEmpty ? nil : try Kubeconfig(paths: paths)
  }

  private static func read(_ bytes: [UInt8], _ path: String) throws(KubeconfigError) -> Node {
    do throws(ManifestError) {
      var documents = Source(path, bytes: bytes).documents()
      guard let document = try documents.next()?.get() else {
        throw ManifestError("read kubeconfig \(path)", "it is empty")
      }
      return Node(document, directory: URL(filePath: path).deletingLastPathComponent().path)
    } catch {
      throw KubeconfigError(error.action, error.cause, hint: error.hint)
    }
  }
}

extension Kubeconfig {
  /// The names of all contexts, in order.
  package var contexts: [String] {
    var names: [String] = []
    for file in files {
      for entry in file["contexts"].elements {
        if let name = entry.value?["name"]?.string, !names.contains(name) { names.append(name) }
      }
    }
    return names
  }

  /// The context that counts where none is named.
  package var currentContext: String? {
    files.lazy.compactMap { $0.value?["current-context"]?.string }.first { !$0.isEmpty }
  }

  /// Who is meant by a context: the one named, else the current one.
  package func access(context name: String? = nil) throws(KubeconfigError) -> ClusterAccess {
    let context = try context(name)
    guard let clusterName = try context.text("cluster") else {
      throw context.error("cluster", "it names no cluster")
    }
    let cluster = try entry("clusters", "cluster", clusterName, for: context["cluster"])
    var access = try cluster.clusterAccess()
    if let namespace = try context.text("namespace") { access.namespace = namespace }
    if let userName = try context.text("user") {
      let user = try entry("users", "user", userName, for: context["user"])
      try user.addUser(to: &access, of: cluster)
    }
    return access
  }

  private func context(_ name: String?) throws(KubeconfigError) -> Node {
    let place = files.map(\.file).joined(separator: ", ")
    guard let name = name ?? currentContext else {
      throw KubeconfigError(
        "choose a context of \(place)", "no context is named, and there is no current-context",
        hint: "name one of: \(contexts.joined(separator: ", "))")
    }
    guard let context = find("contexts", "context", name) else {
      throw KubeconfigError(
        "choose a context of \(place)", "there is no context \"\(name)\"",
        hint: contexts.isEmpty ? nil : "there are: \(contexts.joined(separator: ", "))")
    }
    return context
  }

  private func entry(
    _ list: String, _ key: String, _ name: String, for reference: Node
  ) throws(KubeconfigError) -> Node {
    if let entry = find(list, key, name) { return entry }
    throw reference.error(nil, "there is no \(key) \"\(name)\"")
  }

  private func find(_ list: String, _ key: String, _ name: String) -> Node? {
    for file in files {
      for entry in file[list].elements where entry.value?["name"]?.string == name {
        return entry[key]
      }
    }
    return nil
  }
}
