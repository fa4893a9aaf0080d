// SPDX-License-Identifier: Apache-2.0

import Manifest

extension ResourceTable {
  /// Both forms, the newer one first.
  private static let accept =
    ["v2", "v2beta1"].map {
      "application/json;g=apidiscovery.k8s.io;v=\($0);as=APIGroupDiscoveryList,"
    }
    .joined() + "application/json"

  static func ask(_ api: any Discoverable) async -> Result<ResourceTable, StatusError> {
    var table = ResourceTable()
    var places: [GroupVersion] = []
    do throws(StatusError) {
      let core = try await api.document("/api", accept: accept)
      if !table.addAggregated(core) {
        let versions = (core["versions"]?.list ?? []).compactMap(\.string)
        table.add(group: "", versions: versions)
        places += versions.map { GroupVersion(group: "", version: $0) }
      }
      let groups = try await api.document("/apis", accept: accept)
      if !table.addAggregated(groups) { places += table.addGroups(groups) }
    } catch { return .failure(error) }
    for (place, result) in await documents(of: places, from: api) {
      switch result {
      case .success(let document): table.addResources(document, in: place)
      case .failure(let error): table.failures[place] = error
      }
    }
    return .success(table)
  }

  private typealias Found = (place: GroupVersion, result: Result<Value, StatusError>)

  /// What each place holds, asked for all at once, told in the order of the places.
  private static func documents(
    of places: [GroupVersion], from api: any Discoverable
  ) async -> [Found] {
    await withTaskGroup(of: (Int, Result<Value, StatusError>).self) { group in
      for (index, place) in places.enumerated() {
        let path = place.group.isEmpty ? "/api/\(place)" : "/apis/\(place)"
        group.addTask { (index, await document(path, of: api)) }
      }
      var found: [(Int, Result<Value, StatusError>)] = []
      for await one in group { found.append(one) }
      return found.sorted { $0.0 < $1.0 }.map { (places[$0.0], $0.1) }
    }
  }

  /// A function of its own: in a closure of a group the compiler's optimizer (6.3.1) makes a typed catch into
  /// an illegal instruction.
  private static func document(
    _ path: String, of api: any Discoverable
  ) async -> Result<Value, StatusError> {
    do throws(StatusError) {
      return .success(try await api.document(path, accept: "application/json"))
    } catch { return .failure(error) }
  }
}
