// SPDX-License-Identifier: Apache-2.0

/// Which addresses networks and load balancers get. Pure.
enum DockerAddresses {
  /// A range for the network, of those that Docker itself takes, the last ones first; the first addresses
  /// of it are the machines', the last block the load balancers'. One around an address that is in use already
  /// comes first.
  static func range(beside taken: [String], around address: String? = nil) -> String {
    let used = Set(taken.map(prefix))
    let all = (18...31).reversed().map { "172.\($0)" }
    let own = address.map(prefix).flatMap { all.contains($0) && !used.contains($0) ? $0 : nil }
    return "\(own ?? all.first { !used.contains($0) } ?? "172.31").0.0/16"
  }

  /// What machines get their addresses from.
  static func machines(in range: String) -> String { "\(prefix(range)).0.0/17" }

  /// An address of the last block, for as long as `key` lives, that nobody else has.
  static func balancer(in range: String, for key: String, beside taken: Set<String>) -> String {
    var hash: UInt32 = 0x811c_9dc5
    for byte in key.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
    // A prime number of places, so that every step goes through all of them.
    let count: UInt32 = 31_991
    for step in 0..<count {
      let place = (hash % count + step) % count + 256
      let address = "\(prefix(range)).\(128 + place / 256).\(place % 256)"
      if place % 256 != 0, place % 256 != 255, !taken.contains(address) { return address }
    }
    return "\(prefix(range)).255.254"
  }

  private static func prefix(_ range: String) -> String {
    range.split(separator: ".").prefix(2).joined(separator: ".")
  }
}
