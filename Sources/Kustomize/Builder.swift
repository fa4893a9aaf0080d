// SPDX-License-Identifier: Apache-2.0

import Manifest

/// One build. It reads through its ledger, and gathers problems.
final class Builder {
  let ledger: Ledger
  let options: Kustomize.Options
  private let remotes: (any RemoteBases)?
  private(set) var problems: [KustomizeError] = []
  private(set) var missingRemotes: [RemoteBase] = []
  /// The directories whose kustomizations are being built, the outermost first.
  private var open: [String] = []
  private(set) var tellsTransformations = false
  /// Whether something that is not in the tree was asked for.
  private(set) var asksRemotes = false
  /// Kustomizations inside one another; a tree of symbolic links could have no end.
  private static let depthLimit = 100
  /// Kustomizations and objects of one build. A few that each name the next one twice are already many.
  private static let layerLimit = 10_000
  private static let objectLimit = 100_000
  private var layers = 0
  /// How many kustomizations of other trees this one is inside of.
  private var outer = 0

  init(_ tree: any FileTree, _ options: Kustomize.Options, _ remotes: (any RemoteBases)?) {
    ledger = Ledger(tree)
    self.options = options
    self.remotes = remotes
  }

  /// Nobody reads more than the first thousand.
  func report(_ problem: KustomizeError) {
    if problems.count < 1000, !problems.contains(problem) { problems.append(problem) }
  }

  /// Builds the outermost kustomization.
  func build(_ path: String) throws(KustomizeError) -> [BuiltObject] {
    let directory = try root(path)
    var kustomization: Kustomization
    if let file = try kustomizationFile(of: directory) {
      kustomization = try read(file)
    } else {
      guard options.detectsManifests else { throw .noKustomization(in: directory) }
      kustomization = try detected(in: directory)
    }
    try kustomization.add(options.additions)
    tellsTransformations = kustomization.buildMetadata.contains("transformerAnnotations")
    let layer = try layer(of: kustomization, in: directory, on: Layer())
    return try Finish(kustomization, in: directory, options).objects(of: layer)
  }

  /// What a kustomization makes of what it names and of what its parent has, where it is a component.
  private func layer(
    of kustomization: Kustomization, in directory: String, on base: Layer
  ) throws(KustomizeError) -> Layer {
    guard outer + open.count < Self.depthLimit else {
      throw KustomizeError(
        at: kustomization.position, "more than \(Self.depthLimit) kustomizations inside one another"
      )
    }
    layers += 1
    guard layers <= Self.layerLimit else { throw Self.tooLarge("kustomizations", Self.layerLimit) }
    open.append(directory)
    defer { open.removeLast() }
    var layer = base
    for reference in kustomization.resources {
      try tolerating(&layer) { (layer) throws(KustomizeError) in
        try add(reference, in: directory, to: &layer)
      }
    }
    try readTables(kustomization, in: directory, &layer.tables)
    for rule in kustomization.generators {
      try tolerating(&layer) { (layer) throws(KustomizeError) in
        try generate(rule, kustomization, in: directory, &layer)
      }
    }
    for reference in kustomization.components {
      layer = try component(reference, in: directory, on: layer)
    }
    guard layer.resources.items.count <= Self.objectLimit else {
      throw Self.tooLarge("objects", Self.objectLimit)
    }
    try Transformation(kustomization: kustomization, directory: directory, builder: self)
      .apply(to: &layer)
    return layer
  }

  private static func tooLarge(_ what: String, _ limit: Int) -> KustomizeError {
    KustomizeError(
      "build so much", "there are more than \(limit) \(what)",
      hint: "look for kustomizations that name others many times over")
  }

  /// Does something that may fail without spoiling the rest.
  private func tolerating(
    _ layer: inout Layer, _ body: (inout Layer) throws(KustomizeError) -> Void
  ) throws(KustomizeError) {
    do throws(KustomizeError) {
      try body(&layer)
    } catch {
      report(error)
      layer.isIncomplete = true
    }
  }

  private func generate(
    _ rule: GeneratorRule, _ kustomization: Kustomization, in directory: String,
    _ layer: inout Layer
  ) throws(KustomizeError) {
    let generation = Generation(rule, kustomization.generatorOptions, in: directory, self)
    let origin = Origin(
      generatedBy: rule.isSecret ? "SecretGenerator" : "ConfigMapGenerator", at: rule.position,
      file: kustomization.position.file, layer: directory)
    try layer.absorb(try generation.resource(from: origin), at: rule.position)
  }
}

extension Builder {
  /// Adds what an entry of `resources` names: a file, a directory, or something remote.
  private func add(
    _ reference: Kustomization.Reference, in directory: String, to layer: inout Layer
  ) throws(KustomizeError) {
    guard !reference.text.isEmpty else {
      throw KustomizeError(at: reference.position, "the name of a resource is empty")
    }
    guard let path = TreePath.joined(directory, reference.text), !reference.text.contains("://"),
      let entry = try ledger.entry(at: path)
    else { return try addElsewhere(reference, in: directory, to: &layer) }
    switch entry.kind {
    case .file:
      try checkReach(entry.path, from: directory, at: reference.position)
      try addFile(entry.path, named: path, at: reference.position, layer: directory, to: &layer)
    case .directory:
      let other = try sublayer(at: entry.path, reference.position)
      try layer.merge(other, at: reference.position)
    case .other: throw KustomizeError(at: reference.position, "\(path) is no file")
    }
  }

  private func sublayer(at path: String, _ position: Position) throws(KustomizeError) -> Layer {
    try checkCycle(path, at: position)
    guard let file = try kustomizationFile(of: path) else { throw .noKustomization(in: path) }
    let kustomization = try read(file)
    guard !kustomization.isComponent else {
      throw KustomizeError(
        at: position, "\(path) is a component", hint: "name it under components")
    }
    return try layer(of: kustomization, in: path, on: Layer())
  }

  private func component(
    _ reference: Kustomization.Reference, in directory: String, on layer: Layer
  ) throws(KustomizeError) -> Layer {
    guard let path = TreePath.joined(directory, reference.text) else {
      throw .outside(reference)
    }
    guard let entry = try ledger.entry(at: path), entry.kind == .directory else {
      throw try missing(path, reference)
    }
    try checkCycle(entry.path, at: reference.position)
    guard let file = try kustomizationFile(of: entry.path) else {
      throw .noKustomization(in: entry.path)
    }
    let kustomization = try read(file)
    guard kustomization.isComponent else {
      throw KustomizeError(
        at: reference.position, "\(path) is no component", hint: "name it under resources")
    }
    return try self.layer(of: kustomization, in: entry.path, on: layer)
  }

  private func addElsewhere(
    _ reference: Kustomization.Reference, in directory: String, to layer: inout Layer
  ) throws(KustomizeError) {
    if let base = RemoteBase(reference.text) { return try add(base, reference, to: &layer) }
    guard let path = TreePath.joined(directory, reference.text) else { throw .outside(reference) }
    throw try missing(path, reference)
  }

  private func add(
    _ base: RemoteBase, _ reference: Kustomization.Reference, to layer: inout Layer
  ) throws(KustomizeError) {
    guard let remotes else {
      throw KustomizeError(
        at: reference.position, "\(reference.text) is remote, and remote bases are not allowed",
        hint: "copy it into the repository")
    }
    asksRemotes = true
    guard let tree = try remotes.tree(of: base) else {
      missingRemotes.append(base)
      throw KustomizeError(at: reference.position, "\(reference.text) is not fetched yet")
    }
    let other = Builder(tree, options, remotes)
    other.outer = outer + open.count
    other.layers = layers
    defer {
      missingRemotes += other.missingRemotes
      layers = other.layers
    }
    let found: Layer
    if base.isFile {
      var files = Layer()
      for name in try other.ledger.names(in: "") {
        try other.addFile(name, named: base.text, at: reference.position, layer: "", to: &files)
      }
      found = files
    } else {
      found = try other.sublayer(at: base.path, reference.position)
    }
    for problem in other.problems { report(problem) }
    try layer.merge(found, at: reference.position)
  }

  private func checkCycle(_ path: String, at position: Position) throws(KustomizeError) {
    guard let inner = open.last(where: { TreePath.isWithin($0, path) }) else { return }
    let way = (open + [path]).map(TreePath.shown).joined(separator: " → ")
    throw KustomizeError(
      at: position, "\(TreePath.shown(inner)) would be built to build itself: \(way)")
  }

  func checkReach(
    _ path: String, from directory: String, at position: Position
  ) throws(KustomizeError) {
    guard options.readsWholeTree || TreePath.isWithin(path, directory) else {
      throw KustomizeError(
        at: position, "\(path) is not in or below \(TreePath.shown(directory))")
    }
  }
}
