// SPDX-License-Identifier: Apache-2.0

import Glibc

/// An address to connect to: the bytes of a `sockaddr`.
struct Address: Sendable {
  let family: Int32
  let bytes: [UInt8]
}

/// Finds the addresses of a host.
///
/// `getaddrinfo` knows neither deadline nor cancellation, so it runs on a thread of its own. Whoever no
/// longer wants the answer leaves; the thread ends when the resolver gives up by itself.
struct Resolver {
  let vigil: Vigil

  func addresses(of host: String, port: UInt16) throws(SSHError) -> [Address] {
    let answer = Monitor<Result<[Address], SSHError>?>(nil)
    let (action, wakeUp) = (vigil.action, vigil.wakeUp)
    let started = runOnThread {
      let found = lookUp(host, port: port, for: action)
      answer.change { $0 = found }
      wakeUp.ring()
    }
    guard started else { throw SSHError(action, "no thread to look up \(host) on") }
    let result = try vigil.wait(for: { answer.access { $0 } }, awaiting: "the addresses of \(host)")
    return try result.get()
  }
}

private func lookUp(
  _ host: String, port: UInt16, for action: String
) -> Result<[Address], SSHError> {
  var hints = unsafe addrinfo()
  unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
  unsafe hints.ai_flags = AI_NUMERICSERV
  var list: UnsafeMutablePointer<addrinfo>?
  let code = unsafe getaddrinfo(host, String(port), &hints, &list)
  guard code == 0 else {
    let words = unsafe String(cString: gai_strerror(code))
    return .failure(
      SSHError(
        action, "cannot resolve \"\(host)\": \(lowercasedFirst(words))",
        hint: "check the host's name"))
  }
  defer { unsafe freeaddrinfo(list) }
  var addresses: [Address] = []
  var next = unsafe list
  while let entry = unsafe next?.pointee {
    let bytes = unsafe UnsafeRawBufferPointer(start: entry.ai_addr, count: Int(entry.ai_addrlen))
    unsafe addresses.append(Address(family: entry.ai_family, bytes: Array(bytes)))
    unsafe next = entry.ai_next
  }
  return .success(addresses)
}
