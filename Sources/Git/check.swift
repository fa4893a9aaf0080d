// SPDX-License-Identifier: Apache-2.0

import CGit2

/// Throws what libgit2 says about `code`, where it is an error.
///
/// Its words are kept per thread and until the next call: the call must be the argument.
func check(_ action: @autoclosure () -> String, _ code: CInt) throws(GitError) {
  guard code < 0 else { return }
  throw GitError(action(), code)
}

/// As `check`, for an object that another one names: where it is missing, the mirror is damaged.
func check(damaging action: @autoclosure () -> String, _ code: CInt) throws(GitError) {
  guard code < 0 else { return }
  let error = GitError(action(), code)
  throw error.isNotFound ? GitError(error.action, error.cause, .damaged) : error
}

extension GitError {
  /// What libgit2 has to say of a code that it just gave.
  init(_ action: String, _ code: CInt) {
    let last = unsafe git_error_last()
    let words = unsafe text(last?.pointee.message)
    let kind = unsafe Kind(code, of: last?.pointee.klass ?? 0)
    self.init(action, words.isEmpty ? "libgit2 gives no reason" : inOurWords(words), kind)
    // Not every error of libgit2 comes with words, and the next one must not get these.
    git_error_clear()
  }
}

extension GitError.Kind {
  fileprivate init(_ code: CInt, of category: CInt) {
    self =
      switch git_error_code(rawValue: code) {
      case GIT_ENONFASTFORWARD: .nonFastForward
      case GIT_ENOTFOUND: .notFound
      // Nobody else locks what is in a mirror: a process that is no more left it behind.
      case GIT_ELOCKED, GIT_EMISMATCH: .damaged
      default: Self.damages.contains { Int($0.rawValue) == Int(category) } ? .damaged : .other
      }
  }

  /// What libgit2 complains of when files are not as it wrote them.
  private static var damages: [git_error_t] {
    [
      GIT_ERROR_CONFIG, GIT_ERROR_INDEXER, GIT_ERROR_OBJECT, GIT_ERROR_ODB, GIT_ERROR_REFERENCE,
      GIT_ERROR_REPOSITORY, GIT_ERROR_ZLIB,
    ]
  }
}

/// A string of libgit2's, copied. Bytes that are not UTF-8 become U+FFFD.
func text(_ pointer: UnsafePointer<CChar>?) -> String {
  guard let pointer = unsafe pointer else { return "" }
  return unsafe String(cString: pointer)
}

/// Others' words as part of a sentence of ours: one line, a small letter first where it is a word
/// and no name, and no full stop at the end.
func inOurWords(_ text: String) -> String {
  let lines = text.split(whereSeparator: \.isNewline).map { line in
    let end = line.lastIndex { $0 != "." && !$0.isWhitespace }
    return end.map { line[...$0] } ?? ""
  }
  let words = lines.filter { !$0.isEmpty }.joined(separator: "; ")
  guard let first = words.first, let second = words.dropFirst().first, second.isLowercase else {
    return words
  }
  return first.lowercased() + words.dropFirst()
}
