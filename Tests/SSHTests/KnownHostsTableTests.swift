// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SSH

struct KnownHostsTableTests {
  private let text = """
    a,bc ssh-ed25519 \(KnownHostsTests.key)
    X ssh-ed25519 \(KnownHostsTests.key)
    [port.example]:2222 ssh-ed25519 \(KnownHostsTests.key)
    plain.example ssh-ed25519 \(KnownHostsTests.key)
    *.wild.example ssh-ed25519 \(KnownHostsTests.key)
    2001:db8::1 ssh-ed25519 \(KnownHostsTests.key)
    @cert-authority authority.example ssh-ed25519 \(KnownHostsTests.key)
    odd.example sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAAA==
    """

  @Test func `a server is looked up by its name, with its port first`() async throws {
    let rows: [(host: String, port: UInt16, name: String?)] = [
      ("a", 22, "a"), ("bc", 22, "bc"), ("x", 22, "x"), ("port.example", 22, nil),
      ("port.example", 2222, "[port.example]:2222"), ("plain.example", 22, "plain.example"),
      ("plain.example", 2222, "plain.example"), ("PLAIN.example", 22, "plain.example"),
      ("2001:db8::1", 22, "2001:db8::1"), ("b.wild.example", 22, nil),
      ("authority.example", 22, nil), ("odd.example", 22, nil), ("", 22, nil),
    ]
    try await Impostor.run(Impostor.wait) { endpoint in
      let vigil = Vigil(
        action: "test", deadline: soon, wakeUp: try WakeUp(for: "test"), stopReason: { nil })
      let session = try Session(over: Wire(Socket.connect(to: endpoint, vigil)), for: "test")
      let table = try KnownHostsTable(KnownHosts(text: text), in: session, for: "test")
      for row in rows {
        let entry = table.entry(for: SSHEndpoint(host: row.host, port: row.port, user: "git"))
        #expect(entry?.name == row.name, "\(row)")
        #expect(entry?.types == row.name.map { _ in [.ed25519] }, "\(row)")
      }
    }
  }
}
