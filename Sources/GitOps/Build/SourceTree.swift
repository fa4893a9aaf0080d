// SPDX-License-Identifier: Apache-2.0

import Git

/// The files of a snapshot as builders read them: links resolved, secrets decrypted.
struct SourceTree: Sendable {
  let snapshot: Snapshot
  /// The keys for what SOPS encrypted; nil where no decryption is configured.
  var identities: [AgeIdentity]?
  /// A file that stands in the place of one of the source, or beside the others.
  var generated: (path: String, bytes: [UInt8])?

  /// The path that leads somewhere without links; nil where nothing is there.
  func resolve(_ path: String) throws(GitOpsError) -> String? {
    var (done, waiting) = ([String](), path.split(separator: "/").map(String.init))
    waiting.reverse()
    var links = 0
    while let name = waiting.popLast() {
      if name == "." { continue }
      if name == ".." {
        guard done.popLast() != nil else { throw Self.outside(path) }
        continue
      }
      done.append(name)
      guard let file = snapshot.files[done.joined(separator: "/")], file.kind == .symlink else {
        continue
      }
      links += 1
      let target = String(decoding: file.bytes ?? [], as: UTF8.self)
      guard links <= 40 else {
        throw GitOpsError("read \(path)", "its symbolic links lead in a circle")
      }
      guard !target.hasPrefix("/") else { throw Self.outside(path) }
      done.removeLast()
      waiting += target.split(separator: "/").map(String.init).reversed()
    }
    let real = done.joined(separator: "/")
    return snapshot.files[real] != nil || snapshot.folders[real] != nil ? real : nil
  }

  private static func outside(_ path: String) -> GitOpsError {
    GitOpsError("read \(path)", "it leads out of the repository")
  }

  func hasFile(_ path: String) -> Bool {
    guard let real = try? resolve(path) else { return false }
    return snapshot.files[real] != nil
  }

  func isFolder(_ path: String) -> Bool {
    guard let real = try? resolve(path) else { return false }
    return snapshot.folders[real] != nil
  }

  func names(in path: String) -> [String] {
    guard let real = try? resolve(path) else { return [] }
    return snapshot.folders[real] ?? []
  }

  /// The bytes of a file, decrypted where it is encrypted.
  func bytes(at path: String) throws(GitOpsError) -> [UInt8] {
    guard let real = try resolve(path), let file = snapshot.files[real] else {
      throw GitOpsError("read \(path)", "there is no such file")
    }
    guard let bytes = file.bytes else { throw GitOpsError("read \(path)", "it is too large") }
    guard let sealed = try SopsFile(bytes, named: path) else { return bytes }
    guard let identities else {
      throw GitOpsError(
        "read \(path)",
        "it is SOPS encrypted, configuring decryption is required for it to be reconciled",
        hint: "name a Secret with an age key in spec.decryption.secretRef")
    }
    return try sealed.decrypted(identities)
  }

  /// What is at a path that a person gave, or why nothing is: the nearest that exists, or that it is a
  /// file.
  func folder(_ path: String) throws(GitOpsError) -> String {
    let action = "build \(path.isEmpty ? "." : path)"
    guard let real = try resolve(path) else {
      throw GitOpsError(
        action, "there is no such path in the repository", reason: FluxReasons.artifactFailed,
        hint: nearest(to: path).map { "the nearest that exists is \($0)" })
    }
    guard snapshot.folders[real] != nil else {
      let parent = real.split(separator: "/").dropLast().joined(separator: "/")
      throw GitOpsError(
        action, "it is a file", reason: FluxReasons.artifactFailed,
        hint: "spec.path names a folder: use ./\(parent), with the file in it")
    }
    return real
  }

  private func nearest(to path: String) -> String? {
    var here = ""
    for name in path.split(separator: "/") {
      let next = here.isEmpty ? String(name) : "\(here)/\(name)"
      if isFolder(next) {
        here = next
        continue
      }
      let folders = names(in: here).filter { isFolder(here.isEmpty ? $0 : "\(here)/\($0)") }
      let alike = closest(to: String(name), among: folders)
      if let alike { return here.isEmpty ? alike : "\(here)/\(alike)" }
      break
    }
    return here.isEmpty ? nil : here
  }
}
