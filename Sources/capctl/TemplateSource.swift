// SPDX-License-Identifier: Apache-2.0

import Glibc
import HTTP

/// Where a template comes from: a file, an address, or standard input as `-`.
enum TemplateSource: Equatable {
  case input
  case file(String)
  case web(String)

  /// Far more than any template has; less than what hurts.
  static let limit = 64 << 20

  init(_ text: String) {
    if text == "-" {
      self = .input
    } else if text.hasPrefix("https://") || text.hasPrefix("http://") {
      self = .web(Self.rawAddress(of: text))
    } else {
      self = .file(text)
    }
  }

  /// What errors call it. Users, passwords and queries of an address are nobody's business.
  var name: String {
    switch self {
    case .input: return "standard input"
    case .file(let path): return path.isEmpty ? "''" : path
    case .web(let address):
      let place = address.prefix { $0 != "?" && $0 != "#" }
      guard let at = place.lastIndex(of: "@") else { return String(place) }
      return place.prefix { $0 != ":" } + "://" + place[at...].dropFirst()
    }
  }

  func read() async throws -> String {
    let bytes =
      switch self {
      case .input: try readAll(from: STDIN_FILENO)
      case .file(let path): try readFile(path)
      case .web(let address): try await fetch(address)
      }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ReadError(name, "no valid UTF-8 at \(Self.placeOfFault(in: bytes))")
    }
    return text
  }

  /// A page of GitHub that shows a file has the file itself elsewhere.
  private static func rawAddress(of address: String) -> String {
    let parts = address.split(separator: "/", maxSplits: 6, omittingEmptySubsequences: false)
    guard parts.count == 7, parts[2] == "github.com", parts[5] == "blob" else { return address }
    return "https://raw.githubusercontent.com/\(parts[3])/\(parts[4])/\(parts[6])"
  }

  /// Line and column, from one, of the first byte that is part of no character.
  private static func placeOfFault(in bytes: [UInt8]) -> String {
    var (line, column) = (1, 1)
    var decoder = UTF8()
    var rest = bytes.makeIterator()
    while case .scalarValue(let scalar) = decoder.decode(&rest) {
      (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
    }
    return "line \(line), column \(column)"
  }
}

// MARK: - Reading

extension TemplateSource {
  private func readFile(_ path: String) throws(ReadError) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ReadError(name, code: errno) }
    defer { close(descriptor) }
    return try readAll(from: descriptor)
  }

  private func readAll(from descriptor: Int32) throws(ReadError) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      if count == 0 { return bytes }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw ReadError(name, code: errno)
      }
      bytes += buffer.prefix(count)
      guard bytes.count <= Self.limit else {
        throw ReadError(name, "it has more than \(Self.limit >> 20) MiB")
      }
    }
  }

  private func fetch(_ address: String) async throws -> [UInt8] {
    var request = HTTPRequest("GET", address)
    request.deadline = .seconds(60)
    request.acceptsCompression = true
    let response = try await HTTPClient().send(request)
    guard response.isSuccess else {
      throw ReadError(name, "the server answered with status \(response.status)")
    }
    return try await response.body.collect(upTo: Self.limit)
  }
}
