// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP
import TestKit
import Testing

/// Servers that misbehave, and addresses where there is none: each with its exact words.
struct BrokenServerTests {
  private let client = HTTPClient(environment: [:])

  struct Fault: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var cause: String
    var answer: StubServer.Answer

    init(_ name: String, _ cause: String, _ answer: @escaping StubServer.Answer) {
      testDescription = name
      self.cause = cause
      self.answer = answer
    }
  }

  private static let faults = [
    Fault("closes at once", "the server closed the connection without an answer") {
      $1.close()
    },
    Fault("closes in the head", "the server closed the connection within its headers") {
      $1.send("HTTP/1.1 200 OK\r\nContent-Le")
      $1.close()
    },
    Fault("stops mid-body", "the server stopped after 4 of 10 bytes") {
      $1.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
      $1.close()
    },
    Fault("stops mid-chunk", "the server stopped in the middle, after 4 bytes") {
      $1.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nhalf")
      $1.close()
    },
    Fault("stops between chunks", "the server stopped in the middle, after 4 bytes") {
      $1.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n")
      $1.close()
    },
    Fault("resets before an answer", "the server reset the connection") {
      $1.reset()
    },
    Fault("resets mid-body", "the server reset the connection") {
      $1.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
      $1.reset()
    },
    Fault("speaks no HTTP", "the answer is not HTTP") {
      $1.send("SSH-2.0-OpenSSH_9.2\r\n")
      $1.close()
    },
    Fault(
      "sends a broken chunk size", "illegal or missing hexadecimal sequence in chunked-encoding"
    ) {
      $1.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")
      $1.close()
    },
    Fault("sends endless headers", "the answer's headers are larger than 300 KiB") {
      $1.send("HTTP/1.1 200 OK\r\n")
      while $1.send("X-Filler: \(String(repeating: "x", count: 1000))\r\n") {}
    },
    Fault("sends an endless header", "a line of the answer's headers is larger than 100 KiB") {
      $1.send("HTTP/1.1 200 OK\r\nX-Filler: ")
      while $1.send(String(repeating: "x", count: 1000)) {}
    },
    Fault("promises two lengths", "the answer is not valid HTTP: invalid Content-Length: value") {
      $1.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: x\r\n\r\nabc")
      $1.close()
    },
    Fault("sends a NUL in a header", "the answer is not valid HTTP: nul byte in header") {
      $1.send("HTTP/1.1 200 OK\r\nX-A: a\u{0}b\r\nContent-Length: 0\r\n\r\n")
      $1.close()
    },
  ]

  @Test(arguments: faults) func `a server that`(fault: Fault) async throws {
    try await StubServer.run(answer: fault.answer) { server in
      let error = try await client.failure(HTTPRequest("GET", server.url + "/path"))
      #expect("\(error)" == "cannot GET \(server.url)/path: \(fault.cause)")
      try await eventually("the connection is closed") { server.openConnections == 0 }
    }
  }

  @Test func `the bytes before a break are not lost`() async throws {
    try await StubServer.run { _, connection in
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
      connection.close()
    } _: { server in
      let body = try await client.send(HTTPRequest("GET", server.url)).body
      #expect(try await body.next() == Array("half".utf8))
      let error = await #expect(throws: HTTPError.self) { try await body.next() }
      #expect(error?.isInterrupted == true)
    }
  }

  @Test func `what calls itself gzip and is not is an error`() async throws {
    try await StubServer.run { _, connection in
      connection.answer(200, "plain", headers: ["Content-Encoding": "gzip"])
    } _: { server in
      var request = HTTPRequest("GET", server.url)
      request.acceptsCompression = true
      let error = try await client.failure(request)
      #expect("\(error)" == "cannot GET \(server.url): the answer is not valid gzip")
    }
  }

  @Test func `nobody listens`() async throws {
    let url = "http://127.0.0.1:1/path"
    let error = try await client.failure(HTTPRequest("GET", url))
    #expect("\(error)" == "cannot GET \(url): connection refused")
    #expect(error.hint == "nothing listens there: check the address")
    #expect(error.isConnectionRefused)
  }

  @Test func `a name that does not exist`() async throws {
    let error = try await client.failure(HTTPRequest("GET", "https://host.invalid/path"))
    #expect(
      "\(error)"
        == "cannot GET https://host.invalid/path: no address found for host \"host.invalid\"")
    #expect(error.hint == "check the name, and this machine's DNS")
    #expect(error.isNameResolution)
  }

  @Test func `a socket that does not exist, and one that nobody listens on`() async throws {
    try await withTemporaryDirectory { directory in
      var request = HTTPRequest("GET", "http://docker/info")
      let path = directory.appending(path: "no.sock").path
      request.unixSocket = path
      let missing = try await client.failure(request)
      #expect(
        "\(missing)" == "cannot GET http://docker/info: socket \(path): no such file or directory")
      try directory.write("", to: "no.sock")
      let dead = try await client.failure(request)
      #expect("\(dead)" == "cannot GET http://docker/info: socket \(path): connection refused")
      request.unixSocket = directory.path + String(repeating: "/x", count: 60)
      let long = try await client.failure(request)
      #expect(
        "\(long)"
          == "cannot GET http://docker/info: socket \(request.unixSocket ?? ""): no path of a socket, which has at most 107 bytes"
      )
    }
  }

  @Test(arguments: [
    ("", "cannot GET : the URL is not valid"),
    ("/path", "cannot GET /path: the URL is not valid"),
    ("host:80/path", "cannot GET host:80/path: the URL is not valid"),
    ("ftp://host/", "cannot GET ftp://host/: the URL is not valid"),
    ("file:///etc/passwd", "cannot GET file:///etc/passwd: the URL is not valid"),
    ("http://", "cannot GET http://: the URL is not valid"),
    ("http://ho st/", "cannot GET http://ho st/: the URL is not valid"),
    ("http://host:99999/", "cannot GET http://host:99999/: the URL is not valid"),
    ("http://host/\r\nX-Evil: 1", "cannot GET http://host/??X-Evil: 1: the URL is not valid"),
    ("http://host/\u{0}", "cannot GET http://host/?: the URL is not valid"),
    ("http://me:sec ret@host/", "cannot GET http://host/: the URL is not valid"),
  ])
  func `a URL that is none`(url: String, text: String) async throws {
    let error = try await client.failure(HTTPRequest("GET", url))
    #expect("\(error)" == text)
    #expect(error.isUsage)
  }

  @Test(arguments: [
    ("GET", "X-A", "a\r\nX-B: b", "header X-A holds a line break or another control character"),
    ("GET", "X A", "a", "\"X A\" is not the name of a header"),
    ("GET", "", "a", "\"\" is not the name of a header"),
    ("G T", "X-A", "a", "\"G T\" is not a method"),
    ("", "X-A", "a", "\"\" is not a method"),
  ])
  func `what would be another request than was meant is refused`(
    method: String, name: String, value: String, cause: String
  ) async throws {
    let error = try await client.failure(
      HTTPRequest(method, "http://127.0.0.1:1", headers: [name: value]))
    #expect("\(error)" == "cannot \(method) http://127.0.0.1:1: \(cause)")
    #expect(error.isUsage)
  }
}
