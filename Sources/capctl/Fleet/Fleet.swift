// SPDX-License-Identifier: Apache-2.0

import API
import Controllers
import GitOps
import HTTP
import Kube
import Log
import ManagementAPI
import Plane
import Provider
import Runtime
import Site

/// The controllers of a management plane, and what they share.
struct Fleet {
  private let host: ControllerHost
  private let events: EventRecorder
  private let packs: PackControllers?

  init(
    over plane: Plane, of client: any KubeClient & Discoverable,
    environment: EnvironmentGrants = EnvironmentGrants(),
    following: Following = Following(), providers: Providers? = nil, log: Logger
  ) async {
    let meter = RegistryMeter(plane.metrics)
    var options = InformerOptions()
    options.log = log
    options.meter = meter
    let informers = Informers(client, options)
    let events = EventRecorder(client, component: "capctl")
    let secrets = await informers.informer(Address(.secrets), indexes: Indexes.all)
    let workloads = FleetWorkloads(
      others: KubeconfigWorkloads(secrets.cache, over: HTTPClient()))
    var site = Site(
      client: client, informers: informers, events: events, workloads: workloads, log: log)
    site.meter = meter
    site.environment = environment
    let inMemory = await InMemoryClusters(site, on: PlaneHost(plane, log: log))
    workloads.add(inMemory)
    let own = await site.controllers()
    let provided = await inMemory.controllers()
    let followed = await following.controllers(site, over: plane, of: client)
    let packing = await providers?.controllers(site)
    packs = packing?.packs
    let packed = (await packs?.controllers() ?? []) + (packing?.beside ?? [])
    host = ControllerHost(own + provided + packed + followed, over: informers)
    self.events = events
  }

  /// Works until the task is cancelled.
  func run() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await packs?.follow() }
      await host.run()
      group.cancelAll()
    }
    await events.flush()
  }
}
