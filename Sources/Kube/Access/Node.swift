// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Manifest

/// A place in a kubeconfig file, and what stands there.
struct Node: Sendable {
  private let document: Document
  private let path: Path
  /// Where the file lies.
  let directory: String

  init(_ document: Document, directory: String, path: Path = []) {
    self.document = document
    self.directory = directory
    self.path = path
  }

  var file: String { document.position.file }
  var value: Value? { document.value[path] }

  subscript(key: String) -> Node { Node(document, directory: directory, path: path.key(key)) }

  var elements: [Node] {
    (value?.list ?? []).indices.map {
      Node(document, directory: directory, path: path.index($0))
    }
  }

  /// Nil where there is nothing, or nothing but an empty text.
  func text(_ key: String) throws(KubeconfigError) -> String? {
    switch value?[key] {
    case nil, .null: return nil
    case .string(let text): return text.isEmpty ? nil : text
    case let other?: throw error(key, "it must be text, not \(other.kind)")
    }
  }

  func flag(_ key: String) throws(KubeconfigError) -> Bool {
    switch value?[key] {
    case nil, .null: return false
    case .bool(let flag): return flag
    case let other?: throw error(key, "it must be true or false, not \(other.kind)")
    }
  }

  /// What `<key>-data` holds, else the file that `<key>` names.
  func bytes(_ key: String) throws(KubeconfigError) -> [UInt8]? {
    if let text = try text("\(key)-data") {
      // The text may be a private key: no error quotes it.
      guard let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters), !data.isEmpty
      else { throw error("\(key)-data", "it is not base64") }
      return Array(data)
    }
    guard let file = try text(key) else { return nil }
    let path = absolute(file)
    guard let data = try? Data(contentsOf: URL(filePath: path)) else {
      throw error(key, "the file \(path) is not there, or may not be read")
    }
    return Array(data)
  }

  func absolute(_ file: String) -> String {
    file.hasPrefix("/") ? file : "\(directory)/\(file)"
  }

  func error(_ key: String?, _ cause: String, hint: String? = nil) -> KubeconfigError {
    let error = document.error(
      at: key.map { path.key($0) } ?? path, "use kubeconfig", cause, hint: hint)
    return KubeconfigError(error.action, error.cause, hint: error.hint)
  }
}
