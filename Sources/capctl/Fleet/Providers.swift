// SPDX-License-Identifier: Apache-2.0

import Azure
import AzurePacks
import Docker
import DockerPacks
import FoundationEssentials
import HTTP
import Kube
import Log
import ManagementAPI
import Manifest
import Packs
import Provider
import Runtime
import SSHPacks
import Site

/// The provider packs that are compiled in, and those of folders that a person names.
struct Providers {
  private(set) var packs: [Pack] = []
  /// Kinds that come with packs.
  private(set) var definitions: [Object] = []

  /// `folders` hold providers, each a folder with `packs` and perhaps `crds`. A pack takes the place of
  /// one of the same kind that is compiled in.
  init(folders: [String] = []) throws {
    let known = ["azure": AzurePacks.all, "docker": DockerPacks.all, "ssh": SSHPacks.all]
    for (provider, files) in known.sorted(by: { $0.key < $1.key }) {
      for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
        try add(Pack.read(Source("providers/\(provider)/packs/\(name)", bytes: bytes)))
      }
    }
    for folder in folders {
      for file in try Self.files(in: folder, "packs") {
        try add(Pack.read(file))
      }
      for file in try Self.files(in: folder, "crds") {
        definitions += try file.values().map(Object.init)
      }
    }
  }

  private mutating func add(_ more: [Pack]) {
    for pack in more {
      packs.removeAll { $0.group == pack.group && $0.kind == pack.kind }
      packs.append(pack)
    }
  }

  private static func files(in folder: String, _ part: String) throws -> [Source] {
    let manager = FileManager.default
    return try manager.contentsOfDirectory(atPath: folder).sorted().flatMap { provider in
      let inner = "\(folder)/\(provider)/\(part)"
      let names = (try? manager.contentsOfDirectory(atPath: inner)) ?? []
      return try names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted().map {
        name in
        let path = "\(inner)/\(name)"
        guard let bytes = manager.contents(atPath: path) else {
          throw ReadError(path, "it is no file")
        }
        return Source(path, bytes: Array(bytes))
      }
    }
  }

  /// What the store has to serve beside our own kinds.
  func add(to catalog: inout Catalog) throws {
    for definition in definitions { catalog.add(try ServedKind(definition: definition)) }
  }

  /// What works on the objects of all packs, and on what these refer to.
  func controllers(_ site: Site) async -> (packs: PackControllers, beside: [Controller]) {
    let carriers = Carriers(log: site.log)
    let beside = await carriers.beside(site, packs) + [AzureTransport.identityController(site)]
    return (PackControllers(site, packs, over: carriers.all), beside)
  }
}

/// What carries the calls of packs to providers.
struct Carriers: Sendable {
  let all: [any Transport]
  private let azure: AzureTransport

  /// Where nobody is to be asked, Docker's is there without an engine too.
  init(isOffline: Bool = false, log: Logger) {
    let http = HTTPClient()
    azure = AzureTransport(
      to: ResourceManager(over: http, signIn: AzureSignIn(over: http)),
      custom: AzureCloud.custom(in: processEnvironment()))
    var all: [any Transport] = [RESTTransport(over: http), HostTransport(), azure]
    do throws(DockerError) {
      let endpoint =
        isOffline
        ? try DockerEndpoint("unix:///nowhere")
        : try DockerEndpoint.found(in: processEnvironment())
      all.append(
        DockerTransport(to: DockerEngine(at: endpoint, over: http), isAsked: !isOffline))
    } catch {
      log.warning("no machines of Docker", ["error": error])
    }
    self.all = all
  }

  /// What works beside the controllers of the packs.
  func beside(_ site: Site, _ packs: [Pack]) async -> [Controller] {
    [await azure.settingsController(site, packs)].compactMap(\.self)
  }
}
