// SPDX-License-Identifier: Apache-2.0

import Log

extension Exchange {
  /// The request as it is written on a raw connection.
  var upgradeHead: [UInt8] {
    var path = target.url.drop { $0 != ":" }.dropFirst(3).drop { $0 != "/" && $0 != "?" }
    if path.first != "/" { path = "/" + path }
    var lines = ["\(request.method) \(path) HTTP/1.1", "Host: \(target.authority)"]
    lines += request.headers.fields.map { "\($0.name): \($0.value)" }
    switch request.credentials {
    case .bearer(let token): lines.append("Authorization: Bearer \(token.reveal())")
    case .basic(let user, let password):
      lines.append("Authorization: Basic \(base64("\(user):\(password.reveal())"))")
    case nil: break
    }
    var body: [UInt8] = []
    if case .bytes(let bytes) = request.body {
      body = bytes
      lines.append("Content-Length: \(bytes.count)")
    }
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
  }
}

private func base64(_ text: String) -> String {
  let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  let bytes = Array(text.utf8)
  var result: [UInt8] = []
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let part = bytes[start...].prefix(3)
    let bits = part.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - part.count))
    for place in 0..<4 {
      let digit = digits[bits >> (18 - 6 * place) & 63]
      result.append(place <= part.count ? digit : UInt8(ascii: "="))
    }
  }
  return String(decoding: result, as: UTF8.self)
}
