// SPDX-License-Identifier: Apache-2.0

import CCurl

/// libcurl's callbacks, which lead to the ``Transfer`` they were registered with. It outlives them:
/// the engine takes the easy handle off before it lets go of the transfer.
extension Transfer {
  func registerCallbacks() {
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    for option in [
      CURLOPT_WRITEDATA, CURLOPT_READDATA, CURLOPT_HEADERDATA, CURLOPT_SEEKDATA,
      CURLOPT_SSL_CTX_DATA, CURLOPT_PREREQDATA, CURLOPT_PRIVATE,
    ] {
      unsafe capctl_curl_set_pointer(easy, option, context)
    }
    unsafe capctl_curl_set_mover(easy, CURLOPT_HEADERFUNCTION, headerArrived)
    unsafe capctl_curl_set_mover(easy, CURLOPT_WRITEFUNCTION, bytesArrived)
    unsafe capctl_curl_set_mover(easy, CURLOPT_READFUNCTION, bytesWanted)
    unsafe capctl_curl_set_rewind(easy, bodyWantedAgain)
    unsafe capctl_curl_set_tls_begun(easy, handshakeBegun)
    unsafe capctl_curl_set_prerequest(easy, connectionMade)
  }
}

private typealias Mover =
  @convention(c) (
    UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?
  ) -> Int

private let headerArrived: Mover = { bytes, size, count, context in
  guard let context = unsafe context else { return 0 }
  let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
  unsafe transfer.received(headerLine: UnsafeRawBufferPointer(start: bytes, count: size * count))
  return size * count
}

private let bytesArrived: Mover = { bytes, size, count, context in
  guard let context = unsafe context else { return 0 }
  let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
  switch unsafe transfer.received(UnsafeRawBufferPointer(start: bytes, count: size * count)) {
  case .taken: return size * count
  case .paused: return Int(CURL_WRITEFUNC_PAUSE)
  // Any count but the right one is an error to libcurl; nought is, unless there was nought.
  case .refused: return size * count == 0 ? 1 : 0
  }
}

private let bytesWanted: Mover = { buffer, size, count, context in
  guard let context = unsafe context else { return 0 }
  let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
  return unsafe transfer.send(
    into: UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
}

private let bodyWantedAgain: curl_seek_callback = { context, _, _ in
  guard let context = unsafe context else { return CURL_SEEKFUNC_FAIL }
  // libcurl only ever goes back to the start.
  let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
  return transfer.rewind() ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL
}

private let handshakeBegun: curl_ssl_ctx_callback = { _, _, context in
  guard let context = unsafe context else { return CURLE_OK }
  unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().beganHandshake()
  return CURLE_OK
}

private let connectionMade: curl_prereq_callback = { context, address, _, port, ownPort in
  guard let context = unsafe context else { return CURL_PREREQFUNC_OK }
  let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
  let connection = unsafe Transfer.Connection(
    address: address.map { unsafe String(cString: $0) } ?? "", port: port, ownPort: ownPort)
  return transfer.connected(by: connection) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}
