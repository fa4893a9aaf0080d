// SPDX-License-Identifier: Apache-2.0

import AzureEmulator
import Manifest

/// The resources that calls have made, with what each of them takes and what it refers to.
struct CallGraph {
  private struct Made {
    let path: String
    let seconds: Double
    let references: [String]
  }

  private let made: [Made]

  init(_ calls: [Value]) throws {
    let delays = try JSON.parse(Settings.realDelays)
    var made: [Made] = []
    for call in calls where call["method"] == "PUT" {
      guard let path = call["path"]?.string?.lowercased(), call["status"]?.int ?? 500 < 300,
        !made.contains(where: { $0.path == path })
      else { continue }
      let type = call["type"]?.string ?? ""
      let own = delays.map?.first { $0.key.lowercased() == type.lowercased() }?.value.double
      made.append(
        Made(
          path: path, seconds: own ?? delays["all"]?.double ?? 0,
          references: Self.ids(in: call["body"] ?? .null)))
    }
    guard made.count > 10 else { throw BenchError(cause: "only \(made.count) resources were made") }
    self.made = made
  }

  private static func ids(in value: Value) -> [String] {
    switch value {
    case .map(let map): map.flatMap { ids(in: $0.value) }
    case .list(let items): items.flatMap(ids)
    case .string(let text): text.hasPrefix("/subscriptions/") ? [text.lowercased()] : []
    default: []
    }
  }

  /// Seconds of the longest chain. A resource waits for those it lies in and those it refers to; of a network
  /// one subnet is made at a time, for Azure refuses two; and machines wait for all of their ground, as Cluster
  /// API's contract has it.
  var longest: Double {
    var ends: [String: Double] = [:]
    // Each was begun after all that it waits for.
    for (place, one) in made.enumerated() {
      let before = made[..<place].filter { isBefore($0, one) }
      ends[one.path] = one.seconds + (before.compactMap { ends[$0.path] }.max() ?? 0)
    }
    return ends.values.max() ?? 0
  }

  private func isBefore(_ other: Made, _ one: Made) -> Bool {
    let folder = { (made: Made) in made.path.split(separator: "/").dropLast() }
    let isNeighbour = one.path.contains("/subnets/") && folder(other) == folder(one)
    let isGround = Self.isMachine(one.path) && !Self.isMachine(other.path)
    return isNeighbour || isGround || one.path.hasPrefix(other.path + "/")
      || one.references.contains { $0 == other.path || $0.hasPrefix(other.path + "/") }
  }

  /// The requests of a design that gets and then puts, one resource of an object after the other: a pass gets them
  /// in their order up to the first that is not there or not done, puts that, and comes again as soon as Azure lets
  /// it ask how far that is.
  var serialRequests: Int {
    let ground = made.filter { !Self.isMachine($0.path) }
    let machines = Dictionary(grouping: made.filter { Self.isMachine($0.path) }) { one in
      one.path.split(separator: "/").last.map { $0.replacing("-nic", with: "") } ?? ""
    }
    return Self.serial(ground) + machines.values.map(Self.serial).reduce(0, +)
  }

  private static func isMachine(_ path: String) -> Bool {
    path.contains("/networkinterfaces/") || path.contains("/microsoft.compute/")
  }

  /// A pass that puts, and one for each time that Azure is asked: it says to ask each second.
  private static func serial(_ resources: [Made]) -> Int {
    resources.enumerated().reduce(0) { sum, item in
      let passes = 1 + Int(item.element.seconds.rounded(.up))
      return sum + 1 + passes * (item.offset + 1)
    }
  }
}
