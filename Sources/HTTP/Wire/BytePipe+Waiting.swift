// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// Both ends for those who wait: a task, or a thread that may block.
extension BytePipe {
  func read() async -> Take {
    while true {
      let take = take()
      guard case .empty = take else { return take }
      await withCheckedContinuation { ready in whenReadable { ready.resume() } }
    }
  }

  func readBlocking() -> Take {
    while true {
      let take = take()
      guard case .empty = take else { return take }
      let ready = DispatchSemaphore(value: 0)
      whenReadable { ready.signal() }
      ready.wait()
    }
  }

  /// - Returns: false if the reader has left.
  func write(_ bytes: [UInt8]) async -> Bool {
    while true {
      switch offer(bytes) {
      case .taken: return true
      case .closed: return false
      case .full: await withCheckedContinuation { ready in whenWritable { ready.resume() } }
      }
    }
  }

  func writeBlocking(_ bytes: [UInt8]) -> Bool {
    while true {
      switch offer(bytes) {
      case .taken: return true
      case .closed: return false
      case .full:
        let ready = DispatchSemaphore(value: 0)
        whenWritable { ready.signal() }
        ready.wait()
      }
    }
  }
}
