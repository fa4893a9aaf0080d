// SPDX-License-Identifier: Apache-2.0

extension ManifestError {
  /// What a reader stumbled over, at its place in a file.
  init(_ problem: Problem, in file: String, firstLine: Int = 0) {
    let line = firstLine + problem.mark.line + 1
    let position = Position(file: file, line: line, column: problem.mark.column + 1)
    self.init("parse \(position)", problem.cause, hint: problem.hint)
  }

  static func tooLarge(_ file: String, _ limits: Limits) -> ManifestError {
    ManifestError("parse \(file)", "it has more than \(limits.bytes) bytes, the limit")
  }
}
