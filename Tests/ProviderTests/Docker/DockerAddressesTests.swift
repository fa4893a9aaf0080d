// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Provider

struct DockerAddressesTests {
  @Test(
    arguments: [
      ([], "172.31.0.0/16"), (["172.31.0.0/16"], "172.30.0.0/16"),
      (["10.0.0.0/8", "172.17.0.0/16", "172.31.5.0/24", "172.30.0.0/16"], "172.29.0.0/16"),
    ] as [([String], String)])
  func `a network gets a range that no other has`(_ taken: [String], _ range: String) {
    #expect(DockerAddresses.range(beside: taken) == range)
  }

  @Test(
    arguments: [
      ("172.29.130.1", [], "172.29.0.0/16"), ("172.29.130.1", ["172.29.0.0/16"], "172.31.0.0/16"),
      ("10.0.0.1", [], "172.31.0.0/16"), ("api.example.com", [], "172.31.0.0/16"),
    ] as [(String, [String], String)])
  func `a network that went comes back where its load balancers were`(
    _ address: String, _ taken: [String], _ range: String
  ) {
    #expect(DockerAddresses.range(beside: taken, around: address) == range)
  }

  @Test func `a load balancer keeps its address, apart from machines and from the others`() {
    var taken: Set<String> = []
    for number in 0..<2000 {
      let one = DockerAddresses.balancer(in: "172.30.0.0/16", for: "uid-\(number)", beside: taken)
      let again = DockerAddresses.balancer(in: "172.30.0.0/16", for: "uid-\(number)", beside: taken)
      #expect(one == again)
      let parts = one.split(separator: ".").compactMap { Int($0) }
      #expect(parts.count == 4 && (128...255).contains(parts[2]), "\(one)")
      #expect((1...254).contains(parts[3]), "\(one)")
      #expect(taken.insert(one).inserted)
    }
  }

  @Test func `tokens are found in user data`() {
    let text = """
      token: abcdef.0123456789abcdef
      - kubeadm join --token '012345.fedcba9876543210' 10.0.0.1:6443
      not: abcdef.short, or.much.longer
      """
    #expect(JoinTokens.find(in: text) == ["abcdef.0123456789abcdef", "012345.fedcba9876543210"])
  }
}
