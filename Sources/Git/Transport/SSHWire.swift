// SPDX-License-Identifier: Apache-2.0

import SSH

/// The command on the server that git's protocol runs through.
final class SSHWire: Wire {
  struct Run {
    let channel: SSHBlockingChannel
    /// What is done when it ended well.
    let giveBack: () -> Void
  }

  private var run: Run
  /// Begins once more: the server may have left a connection that was kept, and the first word is its.
  private var orElse: (() throws(GitError) -> Run)?
  private var isSound = true
  private let stop: Stop
  private let action: String

  init(
    _ run: Run, orElse: (() throws(GitError) -> Run)? = nil, until stop: Stop, _ action: String
  ) {
    self.run = run
    self.orElse = orElse
    self.stop = stop
    self.action = action
  }

  private var channel: SSHBlockingChannel { run.channel }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(GitError) -> Int {
    do throws(GitError) {
      let count = try unsafe receive(into: buffer)
      orElse = nil
      return count
    } catch {
      guard let begin = orElse.take(), stop.ending(action) == nil else { throw error }
      run = try begin()
      isSound = true
      return try unsafe receive(into: buffer)
    }
  }

  private func receive(into buffer: UnsafeMutableRawBufferPointer) throws(GitError) -> Int {
    isSound = false
    let count = try relaying(action, stop) { () throws(SSHError) in
      unsafe try channel.read(into: buffer)
    }
    if count == 0 { try checkEnd() }
    isSound = true
    return count
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(GitError) {
    isSound = false
    let isTaken = try relaying(action, stop) { () throws(SSHError) in
      unsafe try channel.write(bytes)
    }
    isSound = isTaken
    guard !isTaken else { return }
    try checkEnd()
    throw GitError(action, "the server broke off before all was sent")
  }

  func close() {
    channel.channel.cancel()
    if isSound { run.giveBack() }
  }

  /// Throws what the command said, where it did not end well.
  private func checkEnd() throws(GitError) {
    let exit = try relaying(action, stop) { () throws(SSHError) in try channel.exit() }
    guard exit != .code(0) else { return }
    let words = inOurWords(String(decoding: channel.complaint, as: UTF8.self))
    throw GitError(
      action, words.isEmpty ? "the server's git ended with \(exit)" : words, Self.kind(of: words))
  }

  /// There is no code for it in git's protocol: these are the words of git and of the large hosts.
  private static func kind(of words: String) -> GitError.Kind {
    let words = words.lowercased()
    if words.contains("denied") { return .authenticationRefused }
    let absent = ["does not appear to be a git repository", "not found", "does not exist"]
    return absent.contains { words.contains($0) } ? .notFound : .other
  }
}

/// Runs a call of `SSH`, and tells its failure as ours.
func relaying<Result>(
  _ action: String, _ stop: Stop, _ body: () throws(SSHError) -> Result
) throws(GitError) -> Result {
  do throws(SSHError) {
    return try body()
  } catch {
    if error.isTimeout || error.isCancelled, let ending = stop.ending(action) { throw ending }
    let kind: GitError.Kind =
      error.isRefused ? .authenticationRefused : error.isTimeout ? .timeout : .other
    throw GitError(action, error.cause, kind, hint: error.hint)
  }
}
