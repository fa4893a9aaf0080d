// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Glibc
import Log

/// A person's file that gets another text: as a whole or not at all, with the permissions it has.
struct WrittenFile {
  private let path: String

  /// A link is followed: it stays a link.
  init(_ path: String) {
    guard let real = unsafe realpath(path, nil) else {
      self.path = path
      return
    }
    self.path = unsafe String(cString: real)
    unsafe free(real)
  }

  func replace(with text: String) throws(WriteError) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { throw WriteError(path, code: errno) }
    try put(text, mode: status.st_mode & 0o7777)
  }

  /// The same for a file that need not be there yet.
  func write(_ text: String, newMode: mode_t = 0o644) throws(WriteError) {
    var status = stat()
    let isThere = unsafe stat(path, &status) == 0
    try put(text, mode: isThere ? status.st_mode & 0o7777 : newMode)
  }

  private func put(_ text: String, mode: mode_t) throws(WriteError) {
    try uninterrupted { () throws(WriteError) in try putWhole(text, mode: mode) }
  }

  private func putWhole(_ text: String, mode: mode_t) throws(WriteError) {
    let draft = path + ".capctl-new"
    let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw WriteError(draft, code: errno) }
    let isWritten =
      write(text, to: descriptor) && fchmod(descriptor, mode) == 0
      && fsync(descriptor) == 0
    let code = errno
    close(descriptor)
    guard isWritten, unsafe rename(draft, path) == 0 else {
      let failure = WriteError(path, code: isWritten ? errno : code)
      unsafe unlink(draft)
      throw failure
    }
  }

  private func write(_ text: String, to descriptor: Int32) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}

/// A file that cannot be written.
struct WriteError: Failure {
  let action: String
  let cause: String

  init(_ path: String, code: Int32) {
    action = "write \(path)"
    cause = unsafe String(cString: strerror(code)).lowercased()
  }
}
