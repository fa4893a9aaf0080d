// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import TestKit
import Testing

struct IdleWatchTests {
  @Test func `a thousand idle watches over the unix socket cost less than 50 MB`() async throws {
    // Each is a descriptor of this process as well.
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    try await withTemporaryDirectory { folder in
      try await Server.run(in: folder) { server in
        let before = try Memory.resident(server.daemon.process)
        var watches: [UnixClient] = []
        for _ in 0..<1000 {
          let watch = try UnixClient(server.socket)
          try watch.send("GET /api/v1/configmaps?watch=1 HTTP/1.1\r\nHost: x\r\n\r\n")
          watches.append(watch)
        }
        for watch in watches { #expect(try watch.line() == "HTTP/1.1 200 OK") }
        let cost = try Memory.resident(server.daemon.process) - before
        // Sanitizers need memory of their own for each byte.
        #expect(cost < 50 << 20 || Sanitizer.isOn, "\(cost >> 20) MB")
      }
    }
  }
}
