// SPDX-License-Identifier: Apache-2.0

import CGit2

/// One conversation with a remote, as libgit2's callbacks see it: lent to them, used on one thread.
final class Operation {
  let action: String
  let stop: Stop
  /// Nil where libgit2 opens the repository itself.
  let carrier: (any Carrier)?
  private let maxSize: Int?

  /// The stream that libgit2 holds just now, and the wire behind it.
  private(set) var wire: (any Wire)?
  /// What went wrong on our side of a callback: libgit2 itself passes on only a number.
  private(set) var failure: GitError?
  /// What the server said to people.
  private(set) var remarks = ""
  /// Why the server did not move a branch.
  private(set) var refusal: String?

  init(_ action: String, stop: Stop, carrier: (any Carrier)?, maxSize: Int? = nil) {
    self.action = action
    self.stop = stop
    self.carrier = carrier
    self.maxSize = maxSize
  }

  /// Runs a callback, and keeps what it throws.
  func answer(_ body: () throws(GitError) -> Void) -> CInt {
    do throws(GitError) {
      if let ending = stop.ending(action) { throw ending }
      try body()
      return 0
    } catch {
      failure = failure ?? error
      return -1
    }
  }

  /// Throws what stands behind `code`: our own reason before libgit2's.
  func check(_ code: CInt) throws(GitError) {
    if code < 0, let failure { throw failure }
    if code == GIT_EEOF.rawValue {
      throw GitError(action, "the server ended its answer too early")
    }
    try Git.check(action, code)
  }

  func open(_ service: Service) throws(GitError) {
    wire = try carrier?.open(service)
  }

  func closeWire() {
    wire?.close()
    wire = nil
  }

  func received(_ bytes: Int) throws(GitError) {
    guard let maxSize, bytes > maxSize else { return }
    throw GitError(action, "it is larger than the limit of \(maxSize) bytes", .tooLarge)
  }

  func heard(_ words: String) {
    // Progress comes here too, without end: what says why comes last.
    remarks = String((remarks + words).suffix(2000))
  }

  func refused(_ reason: String) {
    refusal = reason
  }

  /// What goes through libgit2 as its payload. Not retained: the `Connection` holds the operation.
  var payload: UnsafeMutableRawPointer { unsafe Unmanaged.passUnretained(self).toOpaque() }

  static func lent(_ payload: UnsafeMutableRawPointer?) -> Operation {
    guard let payload = unsafe payload else { preconditionFailure("libgit2 lost its payload") }
    return unsafe Unmanaged<Operation>.fromOpaque(payload).takeUnretainedValue()
  }
}
