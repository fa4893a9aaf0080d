// SPDX-License-Identifier: Apache-2.0

import CGit2

// libgit2 makes one transport for each remote, and each operation has a remote of its own, whose
// callbacks' payload is the `Operation`. It comes back here as `payload`, and outlives the remote
// because the `Connection` owns both and frees the remote first: nothing is registered, no global.

/// Makes the transport: libgit2's own for a local repository, else its protocol over our carrier.
func makeTransport(
  _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_transport>?>?, _ owner: OpaquePointer?,
  _ payload: UnsafeMutableRawPointer?
) -> CInt {
  guard let carrier = unsafe Operation.lent(payload).carrier else {
    return unsafe git_transport_local(out, owner, nil)
  }
  var definition = unsafe git_smart_subtransport_definition(
    callback: makeSubtransport, rpc: carrier.isStateless ? 1 : 0, param: payload)
  return unsafe git_transport_smart(out, owner, &definition)
}

private func makeSubtransport(
  _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_smart_subtransport>?>?,
  _ owner: UnsafeMutablePointer<git_transport>?, _ payload: UnsafeMutableRawPointer?
) -> CInt {
  let ours = UnsafeMutablePointer<capctl_git_subtransport>.allocate(capacity: 1)
  let base = unsafe UnsafeMutableRawPointer(ours).assumingMemoryBound(
    to: git_smart_subtransport.self)
  unsafe ours.initialize(
    to: capctl_git_subtransport(
      base: git_smart_subtransport(
        action: openStream, close: { _ in 0 }, free: { unsafe $0?.deallocate() }),
      stream: git_smart_subtransport_stream(
        subtransport: base, read: readStream, write: writeStream, free: closeStream),
      payload: payload))
  unsafe out?.pointee = base
  return 0
}

private func openStream(
  _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_smart_subtransport_stream>?>?,
  _ base: UnsafeMutablePointer<git_smart_subtransport>?, _ url: UnsafePointer<CChar>?,
  _ service: git_smart_service_t
) -> CInt {
  let operation = unsafe Operation.lent(capctl_git_payload(base))
  // A carrier that keeps one stream has it open since the listing.
  if operation.wire == nil {
    let code = operation.answer { () throws(GitError) in try operation.open(Service(service)) }
    if code < 0 { return code }
  }
  unsafe out?.pointee = capctl_git_stream(base)
  return 0
}

private func readStream(
  _ stream: UnsafeMutablePointer<git_smart_subtransport_stream>?,
  _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: UnsafeMutablePointer<Int>?
) -> CInt {
  let operation = unsafe operation(stream)
  return operation.answer { () throws(GitError) in
    let room = unsafe UnsafeMutableRawBufferPointer(start: buffer, count: size)
    unsafe count?.pointee = try operation.wire?.read(into: room) ?? 0
  }
}

private func writeStream(
  _ stream: UnsafeMutablePointer<git_smart_subtransport_stream>?,
  _ bytes: UnsafePointer<CChar>?, _ count: Int
) -> CInt {
  let operation = unsafe operation(stream)
  return operation.answer { () throws(GitError) in
    try unsafe operation.wire?.write(UnsafeRawBufferPointer(start: bytes, count: count))
  }
}

private func closeStream(_ stream: UnsafeMutablePointer<git_smart_subtransport_stream>?) {
  unsafe operation(stream).closeWire()
}

private func operation(
  _ stream: UnsafeMutablePointer<git_smart_subtransport_stream>?
) -> Operation {
  unsafe Operation.lent(capctl_git_payload(stream?.pointee.subtransport))
}

extension Service {
  fileprivate init(_ service: git_smart_service_t) {
    program =
      switch service {
      case GIT_SERVICE_UPLOADPACK_LS, GIT_SERVICE_UPLOADPACK: .uploadPack
      default: .receivePack
      }
    isListing = service == GIT_SERVICE_UPLOADPACK_LS || service == GIT_SERVICE_RECEIVEPACK_LS
  }
}
