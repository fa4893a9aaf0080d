// SPDX-License-Identifier: Apache-2.0

import CommandLine
import FoundationEssentials
import Glibc
import Log

/// A file that nobody else can read, for a person to change.
struct EditFile {
  let path: String

  init(for name: String, as ending: String) throws {
    let folder = processEnvironment("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    let plain = name.filter { $0.isLetter || $0.isNumber || $0 == "-" }
    var template = Array("\(folder)/capctl-edit-\(plain)-XXXXXX.\(ending)".utf8CString)
    let descriptor = unsafe mkstemps(&template, Int32(ending.utf8.count + 1))
    guard descriptor >= 0 else { throw WriteError("a file in \(folder)", code: errno) }
    close(descriptor)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  func write(_ text: String) throws { try WrittenFile(path).write(text, newMode: 0o600) }

  func read() async throws -> String { try await TemplateSource.file(path).read() }

  func remove() { unsafe unlink(path) }
}
