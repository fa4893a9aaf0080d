// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Kube
import Log
import Manifest

/// The kubeconfig that a person's kubectl uses, to be added to.
struct UserKubeconfig {
  let path: String

  /// Of several files it is the first that is there, else the last, as kubectl has it.
  init(in environment: (String) -> String?) throws(UserKubeconfigError) {
    let paths = (environment("KUBECONFIG") ?? "").split(separator: ":").map(String.init)
    if let path = paths.first(where: { unsafe access($0, F_OK) == 0 }) ?? paths.last {
      self.path = path
    } else if let home = environment("HOME"), !home.isEmpty {
      path = "\(home)/.kube/config"
    } else {
      throw UserKubeconfigError("find your kubeconfig", "neither KUBECONFIG nor HOME is set")
    }
  }

  /// Puts in what `text` has, in the place of entries of the same names, and makes its context the current one.
  /// - Returns: The name of the context.
  func add(_ text: String) throws -> String {
    let new = try YAML.parse(text, name: "the cluster's kubeconfig")
    try makeFolder()
    return try locked {
      var old: Value = [:]
      if let bytes = FileManager.default.contents(atPath: path) {
        old = try YAML.parse(String(decoding: bytes, as: UTF8.self), name: path)
      } else if unsafe access(path, F_OK) == 0 {
        throw UserKubeconfigError("read \(path)", "it is no file, or it may not be read")
      }
      let merged = try Self.merged(new, into: old, path)
      try WrittenFile(path).write(YAML.text(merged), newMode: 0o600)
      return merged["current-context"]?.string ?? ""
    }
  }

  /// Pure.
  static func merged(
    _ new: Value, into old: Value, _ path: String
  ) throws(UserKubeconfigError) -> Value {
    var merged: Value = old.isNull ? [:] : old
    guard merged.map != nil else {
      throw UserKubeconfigError("add to \(path)", "it holds no kubeconfig")
    }
    if merged["apiVersion"] == nil { merged["apiVersion"] = "v1" }
    if merged["kind"] == nil { merged["kind"] = "Config" }
    for part in ["clusters", "contexts", "users"] {
      let added = new[part]?.list ?? []
      let names = Set(added.compactMap { $0["name"]?.string })
      let kept = (merged[part]?.list ?? []).filter { entry in
        !names.contains(entry["name"]?.string ?? "")
      }
      merged[part] = .list(kept + added)
    }
    merged["current-context"] = new["current-context"]
    return merged
  }

  private func makeFolder() throws(UserKubeconfigError) {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
    let folder = String(path[..<slash])
    guard unsafe access(folder, F_OK) != 0, unsafe mkdir(folder, 0o700) != 0 else { return }
    throw UserKubeconfigError("make the folder \(folder)", code: errno)
  }

  /// kubectl holds the same lock while it writes.
  private func locked<Result>(_ body: () throws -> Result) throws -> Result {
    let lock = "\(path).lock"
    let descriptor = unsafe open(lock, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      if errno == EEXIST {
        throw UserKubeconfigError(
          "lock \(path)", "somebody else is writing it",
          hint: "if nobody is, a program was killed while it wrote: remove \(lock)")
      }
      throw UserKubeconfigError("lock \(path)", code: errno)
    }
    close(descriptor)
    defer { unsafe unlink(lock) }
    return try body()
  }
}

/// Why a person's kubeconfig stays as it is.
struct UserKubeconfigError: Failure {
  let action: String
  let cause: String
  let hint: String?

  init(_ action: String, _ cause: String, hint: String? = nil) {
    (self.action, self.cause, self.hint) = (action, cause, hint)
  }

  init(_ action: String, code: Int32) {
    self.init(action, unsafe String(cString: strerror(code)).lowercased())
  }
}
