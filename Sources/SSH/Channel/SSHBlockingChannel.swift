// SPDX-License-Identifier: Apache-2.0

/// A channel for a thread that may block, such as one that runs C code. Never to be used on one of
/// Swift's own threads.
///
/// Belongs to one thread. To stop it from another, cancel `channel` or its connection.
package final class SSHBlockingChannel {
  package let channel: SSHChannel
  private var pending: ArraySlice<UInt8> = []

  /// The end of what the command said on its standard error.
  package private(set) var complaint: [UInt8] = []

  init(_ channel: SSHChannel) {
    self.channel = channel
  }

  /// Reads some of the standard output, waiting until there is any. Returns 0 at its end.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(SSHError) -> Int {
    while pending.isEmpty {
      guard let piece = try wait({ $0.nextPiece() }) else { return 0 }
      switch piece {
      case .output(let bytes): pending = bytes[...]
      case .error(let bytes): complaint = (complaint + bytes).suffix(8192)
      }
    }
    let taken = pending.prefix(buffer.count)
    unsafe buffer.copyBytes(from: taken)
    pending.removeFirst(taken.count)
    return taken.count
  }

  /// Sends all of it, waiting while the server takes no more. False where the command has ended.
  @discardableResult
  package func write(_ bytes: UnsafeRawBufferPointer) throws(SSHError) -> Bool {
    let copy = unsafe Array(bytes)
    return try wait { $0.accept(copy) }
  }

  package func endInput() {
    channel.endInput()
  }

  /// How the command ended, once it has. Its output is to be read first.
  package func exit() throws(SSHError) -> SSHExit {
    try wait { $0.whenEnded() }
  }

  private func wait<Value: Sendable>(
    _ ready: @Sendable (inout ChannelState) -> Result<Value, SSHError>?
  ) throws(SSHError) -> Value {
    let result = channel.core.state.wait(until: ready)
    channel.core.serve()
    return try result.get()
  }
}
