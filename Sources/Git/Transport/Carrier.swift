// SPDX-License-Identifier: Apache-2.0

/// A way for git's protocol to get to a server and back. Used on one thread, by one operation.
protocol Carrier: AnyObject {
  /// Whether each question and its answer stand alone, as over http; else one stream carries all.
  var isStateless: Bool { get }

  func open(_ service: Service) throws(GitError) -> any Wire
}

/// One stream of bytes to a server and back. Both ways may block, and end with the operation's stop.
protocol Wire: AnyObject {
  /// Answers 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(GitError) -> Int
  func write(_ bytes: UnsafeRawBufferPointer) throws(GitError)
  func close()
}

/// What git asks of a server.
struct Service {
  enum Program: String { case uploadPack = "git-upload-pack", receivePack = "git-receive-pack" }

  let program: Program
  /// Whether only the refs are asked for.
  let isListing: Bool
}
