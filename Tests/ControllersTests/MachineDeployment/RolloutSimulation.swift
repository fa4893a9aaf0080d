// SPDX-License-Identifier: Apache-2.0

import API
import Controllers
import Kube
import Manifest

/// A deployment, its sets and their machines, moved on by the real decisions: what the controllers would
/// make of them, without an API in between.
///
/// The sets' status is what their controller last wrote, not what is true, as it would be.
struct RolloutSimulation {
  struct Machine {
    let number: Int
    let template: String
    var isAvailable: Bool

    var name: String { "m\(number)" }
  }

  struct MachineSet {
    let name: String
    let template: String
    let created: Time
    var wanted: Int
    var machines: [Machine]
    var mayCreate = true
    var existing: Int
    var available: Int

    var seen: RolloutSet {
      RolloutSet(
        name, created: created, wanted: wanted, existing: existing, available: available)
    }
  }

  var template: String
  var replicas: Int
  var strategy: RolloutStrategy
  var sets: [MachineSet] = []
  /// Whether a machine is available as soon as it is made.
  var isInstant = true
  /// Whether a set that shrinks deletes the machines that work first: the worst that it could do.
  var isUnkind = false
  private(set) var log: [String] = []
  private(set) var made = 0
  private(set) var deleted = 0
  /// The sizes of the sets after each pass of the deployment that changed one: `3/1 2/1`.
  private(set) var sizes: [String] = []

  init(_ strategy: RolloutStrategy, replicas: Int, template: String) {
    self.strategy = strategy
    self.replicas = replicas
    self.template = template
  }

  /// A set as it stands when the story begins. Machines are numbered on.
  mutating func begin(with count: Int, of template: String, skipping skipped: Int = 0) {
    made += skipped
    let machines = (0..<count).map {
      Machine(number: made + $0 + 1, template: template, isAvailable: true)
    }
    made += count
    sets.append(
      MachineSet(
        name: "ms\(sets.count + 1)", template: template, created: Time(seconds: Int64(sets.count)),
        wanted: count, machines: machines, existing: count, available: count))
  }

  mutating func note(_ who: String, _ what: String) {
    let name = who + String(repeating: " ", count: max(1, 6 - who.count))
    log.append(name + what)
  }

  var state: String {
    sets.map { set in
      let names = set.machines.map { $0.isAvailable ? $0.name : "\($0.name)?" }
      return "\(set.name) \(set.machines.count)/\(set.wanted) (\(names.joined(separator: " ")))"
    }
    .joined(separator: "  ")
  }

  var machineCount: Int { sets.reduce(0) { $0 + $1.machines.count } }
  var availableCount: Int {
    sets.reduce(0) { $0 + $1.machines.filter(\.isAvailable).count }
  }

  var isComplete: Bool {
    let current = sets.filter { $0.template == template }
    return sets.allSatisfy { $0.template == template || $0.machines.isEmpty && $0.wanted == 0 }
      && current.count == 1 && current[0].machines.count == replicas
      && current[0].machines.allSatisfy(\.isAvailable) && current[0].wanted == replicas
      && sets.allSatisfy { $0.existing == $0.machines.count && $0.available == $0.existing }
  }
}

extension RolloutSimulation {
  static func rolloutTemplate(_ name: String) -> RolloutTemplate {
    RolloutTemplate(
      version: name, bootstrap: .dataSecret("user-data"),
      infrastructureKind: "InMemoryMachineTemplate",
      infrastructure: TemplateContent(Object([:])))
  }

  /// One pass of the deployment's controller.
  mutating func passDeployment() {
    let choice = SetChoice(
      among: sets.map { SetChoice.Candidate($0.seen, Self.rolloutTemplate($0.template)) },
      for: Self.rolloutTemplate(template), rolloutAfter: nil, now: Time(seconds: 0))
    if choice.current == nil { addSet(because: choice.reason ?? "?") }
    let current = sets.firstIndex { $0.name == choice.current } ?? sets.endIndex - 1
    let planner = RolloutPlanner(
      replicas: replicas, strategy: strategy, current: sets[current].seen,
      old: sets.map(\.seen).filter { $0.name != sets[current].name })
    let plan = planner.plan()
    for index in sets.indices {
      sets[index].mayCreate = planner.mayCreateMachines(sets[index].seen)
      let size = plan.size(of: sets[index].seen)
      guard size != sets[index].wanted else { continue }
      note(
        "md",
        "\(sets[index].name) \(sets[index].wanted) -> \(size): \(plan.reasons[sets[index].name] ?? "?")"
      )
      sets[index].wanted = size
    }
    let text = sets.map { "\($0.wanted)" }.joined(separator: "/")
    if sizes.last != text { sizes.append(text) }
  }

  private mutating func addSet(because reason: String) {
    let name = "ms\(sets.count + 1)"
    note("md", "\(name) made: \(reason)")
    sets.append(
      MachineSet(
        name: name, template: template, created: Time(seconds: Int64(sets.count)), wanted: 0,
        machines: [], existing: 0, available: 0))
  }

  /// One pass of one set's controller: machines, then status.
  mutating func passSet(_ index: Int) {
    let members = sets[index].machines.map { machine in
      var member = SetMember(machine.name, created: Time(seconds: Int64(machine.number)))
      member.isHealthy = machine.isAvailable != isUnkind
      return member
    }
    let step = SetStep.next(
      wanted: sets[index].wanted, members: members, order: .oldest,
      mayCreate: sets[index].mayCreate)
    switch step {
    case .create(let count): create(count, in: index)
    case .delete(let names):
      sets[index].machines.removeAll { names.contains($0.name) }
      deleted += names.count
      note(sets[index].name, names.map { "-\($0)" }.joined(separator: " "))
    case .settle, .creationDisabled, .hold: break
    }
    sets[index].existing = sets[index].machines.count
    sets[index].available = sets[index].machines.filter(\.isAvailable).count
  }

  private mutating func create(_ count: Int, in index: Int) {
    let template = sets[index].template
    let machines = (1...count).map {
      Machine(number: made + $0, template: template, isAvailable: isInstant)
    }
    made += count
    sets[index].machines += machines
    note(sets[index].name, machines.map { "+\($0.name)" }.joined(separator: " "))
  }

  /// A person, or a fault, takes a machine away behind the controllers' backs.
  mutating func remove(_ name: String, who: String) {
    for index in sets.indices { sets[index].machines.removeAll { $0.name == name } }
    note(who, "-\(name)")
  }

  mutating func set(_ name: String, available: Bool) {
    for index in sets.indices {
      for place in sets[index].machines.indices where sets[index].machines[place].name == name {
        sets[index].machines[place].isAvailable = available
      }
    }
  }

  /// Everybody in turn, until nothing moves.
  mutating func settle(passes: Int = 60) {
    for _ in 0..<passes {
      let before = (log.count, sets.map(\.existing), sets.map(\.available))
      passDeployment()
      for index in sets.indices { passSet(index) }
      if before == (log.count, sets.map(\.existing), sets.map(\.available)) { return }
    }
  }
}
