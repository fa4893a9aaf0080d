// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// Builds what kustomizations describe.
package enum Kustomize {
  package struct Options: Sendable, Hashable {
    /// The order of what comes out, unless the kustomization says.
    package var order = BuildOrder.input

    /// Whether a directory without a kustomization stands for all manifests in it and below, as Flux
    /// has it.
    package var detectsManifests = true

    /// Whether a kustomization may name files outside of its directory, as long as they are in the
    /// tree.
    package var readsWholeTree = true

    /// Fields of a kustomization that come on top of what the file says, as Flux puts those of its
    /// objects there: names and the namespace take the place of the file's, lists come after its own.
    package var additions = Value.map(Map())

    package init() {}
  }

  /// Builds the kustomization of a directory of the tree.
  ///
  /// It depends on nothing but the options and what it read, which the result tells.
  package static func build(
    _ path: String, in tree: any FileTree, options: Options = Options(),
    remotes: (any RemoteBases)? = nil
  ) -> Build {
    let builder = Builder(tree, options, remotes)
    var objects: [BuiltObject] = []
    do throws(KustomizeError) {
      objects = try builder.build(path)
    } catch {
      builder.report(error)
    }
    return Build(
      objects: objects, problems: builder.problems, inputs: builder.ledger.inputs,
      missingRemotes: builder.missingRemotes, isSelfContained: !builder.asksRemotes)
  }
}

/// What a build has made, and what it could not make.
package struct Build: Sendable {
  /// The objects, in their order. Where there are problems, they are not all.
  package let objects: [BuiltObject]

  /// Mistakes, each of which keeps some objects from being built: those of its document, its file,
  /// or its directory.
  package let problems: [KustomizeError]

  /// All that was asked of the tree.
  package let inputs: [BuildInput]

  /// Remote bases that were asked for and not there yet.
  package let missingRemotes: [RemoteBase]

  /// Whether the inputs are all that it depends on: it has no remote base.
  package let isSelfContained: Bool

  /// The objects, where there are no problems.
  package func get() throws(KustomizeError) -> [BuiltObject] {
    if let problem = problems.first { throw problem }
    return objects
  }
}

/// An object as it comes out.
package struct BuiltObject: Sendable {
  package let object: Value
  package let origin: Origin

  package init(_ object: Value, from origin: Origin) {
    self.object = object
    self.origin = origin
  }
}
