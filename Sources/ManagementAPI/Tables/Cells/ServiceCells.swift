// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

enum ServiceCells {
  static var columns: [PrinterColumn] {
    [
      .field("Type", "spec", "type"),
      PrinterColumn("Cluster-IP") { service, _ in
        Cells.text(
          service["spec"]?["clusterIPs"]?.list?.first ?? service["spec"]?["clusterIP"])
      },
      PrinterColumn("External-IP", "string", external), PrinterColumn("Port(s)", "string", ports),
      .age,
      PrinterColumn("Selector", wide: true) { service, _ in
        Cells.labels(service["spec"]?["selector"])
      },
    ]
  }

  @Sendable private static func external(_ service: Value, _ now: Time) -> Value {
    let spec = service["spec"] ?? [:]
    let own = (spec["externalIPs"]?.list ?? []).compactMap(\.string)
    switch spec["type"]?.string {
    case "ClusterIP", "NodePort":
      return own.isEmpty ? Cells.none : .string(own.joined(separator: ","))
    case "LoadBalancer":
      let given = Set(balanced(service)).sorted() + own
      return .string(given.isEmpty ? "<pending>" : given.joined(separator: ","))
    case "ExternalName": return spec["externalName"] ?? ""
    default: return "<unknown>"
    }
  }

  private static func balanced(_ service: Value) -> [String] {
    (service["status"]?["loadBalancer"]?["ingress"]?.list ?? []).compactMap { entry in
      let address = entry["ip"]?.string ?? ""
      return address.isEmpty ? entry["hostname"]?.string : address
    }
  }

  @Sendable private static func ports(_ service: Value, _ now: Time) -> Value {
    let ports = (service["spec"]?["ports"]?.list ?? []).map { port in
      let way = port["protocol"]?.string ?? "TCP"
      let number = port["port"]?.int ?? 0
      guard let outer = port["nodePort"]?.int, outer > 0 else { return "\(number)/\(way)" }
      return "\(number):\(outer)/\(way)"
    }
    return ports.isEmpty ? Cells.none : .string(ports.joined(separator: ","))
  }
}

enum EndpointCells {
  private static let shown = 3

  @Sendable static func addresses(_ endpoints: Value, _ now: Time) -> Value {
    let all = (endpoints["subsets"]?.list ?? []).flatMap(addresses)
    guard !all.isEmpty else { return Cells.none }
    let text = all.prefix(shown).joined(separator: ",")
    return .string(all.count > shown ? "\(text) + \(all.count - shown) more..." : text)
  }

  private static func addresses(_ subset: Value) -> [String] {
    let hosts = (subset["addresses"]?.list ?? []).map { $0["ip"]?.string ?? "" }
    let ports = (subset["ports"]?.list ?? []).map { $0["port"]?.int ?? 0 }
    guard !ports.isEmpty else { return hosts }
    return ports.flatMap { port in
      hosts.map { $0.contains(":") ? "[\($0)]:\(port)" : "\($0):\(port)" }
    }
  }
}
