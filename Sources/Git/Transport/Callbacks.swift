// SPDX-License-Identifier: Apache-2.0

import CGit2
import Glibc

/// What libgit2 calls back while it works: each looks at the stop, so that long computing ends too.
func callbacks(for operation: Operation) -> git_remote_callbacks {
  var callbacks = unsafe git_remote_callbacks()
  unsafe git_remote_init_callbacks(&callbacks, UInt32(GIT_REMOTE_CALLBACKS_VERSION))
  unsafe callbacks.payload = operation.payload
  unsafe callbacks.transport = makeTransport
  unsafe callbacks.transfer_progress = { stats, payload in
    let operation = unsafe Operation.lent(payload)
    let bytes = unsafe stats?.pointee.received_bytes ?? 0
    return operation.answer { () throws(GitError) in try operation.received(bytes) }
  }
  unsafe callbacks.sideband_progress = { words, count, payload in
    let operation = unsafe Operation.lent(payload)
    let bytes = unsafe UnsafeRawBufferPointer(start: words, count: Int(count))
    operation.heard(unsafe String(decoding: bytes, as: UTF8.self))
    return operation.answer {}
  }
  unsafe callbacks.pack_progress = { _, _, _, payload in unsafe Operation.lent(payload).answer {} }
  unsafe callbacks.push_transfer_progress = { _, _, _, payload in
    unsafe Operation.lent(payload).answer {}
  }
  unsafe callbacks.push_update_reference = { _, reason, payload in
    if let reason = unsafe reason { unsafe Operation.lent(payload).refused(text(reason)) }
    return 0
  }
  return unsafe callbacks
}

/// Lends `strings` as libgit2 wants a list of them.
func withStrings<Result>(
  _ strings: [String], _ body: (UnsafePointer<git_strarray>) -> Result
) -> Result {
  var copies = unsafe strings.map { unsafe strdup($0) }
  defer { unsafe copies.forEach { unsafe free($0) } }
  return unsafe copies.withUnsafeMutableBufferPointer { buffer in
    var list = unsafe git_strarray(strings: buffer.baseAddress, count: buffer.count)
    return unsafe body(&list)
  }
}
