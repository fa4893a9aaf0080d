// SPDX-License-Identifier: Apache-2.0

import Archive
package import Log
import Manifest

/// A file to be written on a machine.
package struct NodeFile: Sendable {
  package var path: String
  package var bytes: Secret<[UInt8]>
  package var mode: Int
  package var owner = "root:root"
  package var isAppended = false
  /// Written after users are made, so that they can own it.
  package var isDeferred = false

  package init(path: String, bytes: Secret<[UInt8]>, mode: Int) {
    self.path = path
    self.bytes = bytes
    self.mode = mode
  }

  /// The program that writes files one after the other, with a line for each that is written. Contents
  /// travel on its standard input, each as a line, so that none is taken that did not come whole.
  static func call(for files: [NodeFile]) -> NodeCall {
    let script = """
      set -e
      while [ $# -gt 0 ]; do
        IFS= read -r text
        case $1 in */*) mkdir -p "${1%/*}/" ;; esac
        (umask 077; [ "$4" = append ] || : >"$1"; printf %s "$text" | base64 -d >>"$1")
        chmod "$3" "$1"
        chown "$2" "$1"
        echo
        shift 4
      done
      """
    let words = files.flatMap { file in
      [file.path, file.owner, String(file.mode, radix: 8), file.isAppended ? "append" : "write"]
    }
    let lines = files.map { Base64.encode($0.bytes.reveal()) + "\n" }.joined()
    return NodeCall(
      ["/bin/sh", "-c", script, "sh"] + words, input: Secret(Array(lines.utf8)))
  }
}

// MARK: - Reading `write_files`

extension NodeFile {
  init(_ value: Value, at index: Int) throws(BootstrapError) {
    let field = "write_files[\(index)]"
    guard let path = value["path"]?.string, !path.isEmpty else {
      throw BootstrapError("run user data", "\(field).path is missing")
    }
    self.path = path.hasPrefix("/") ? path : "/\(path)"
    let content = value["content"]?.string ?? ""
    bytes = Secret(try Self.decode(content, value["encoding"]?.string ?? "", field))
    mode = try Self.mode(value["permissions"], field)
    owner = Self.owner(value["owner"]?.string ?? owner)
    isAppended = value["append"]?.bool ?? false
    isDeferred = value["defer"]?.bool ?? false
  }

  private static func decode(
    _ content: String, _ encoding: String, _ field: String
  ) throws(BootstrapError) -> [UInt8] {
    var bytes = Array(content.utf8)
    let parts = encoding.lowercased().filter { !$0.isWhitespace }.split(separator: "+")
    for part in parts.reversed() {
      switch part {
      case "b64", "base64":
        guard let decoded = Base64.decode(String(decoding: bytes, as: UTF8.self)) else {
          throw BootstrapError("run user data", "\(field).content is not base64")
        }
        bytes = decoded
      case "gz", "gzip":
        do throws(ArchiveError) {
          bytes = try Gunzip.decompress(bytes)
        } catch {
          throw BootstrapError("run user data", "\(field).content is not gzip: \(error.cause)")
        }
      case "text/plain": break
      default:
        throw BootstrapError("run user data", "\(field).encoding: \"\(encoding)\" is not known")
      }
    }
    return bytes
  }

  /// `'0640'`, or the number that YAML made of `0640`.
  private static func mode(_ value: Value?, _ field: String) throws(BootstrapError) -> Int {
    switch value {
    case nil, .null?: return 0o644
    case .int(let number)? where (0...0o7777).contains(number): return Int(number)
    case .string(let text)?:
      if let mode = Int(text, radix: 8), (0...0o7777).contains(mode) { return mode }
      fallthrough
    default:
      throw BootstrapError("run user data", "\(field).permissions are not octal digits")
    }
  }

  /// `user:` would mean the user's own group to chown, and no group to cloud-init.
  private static func owner(_ text: String) -> String {
    text.hasSuffix(":") ? String(text.dropLast()) : text
  }
}
