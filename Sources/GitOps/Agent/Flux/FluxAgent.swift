// SPDX-License-Identifier: Apache-2.0

import API
import FoundationEssentials
import Git
import HTTP
import Kube
import Manifest
import Site

/// Flux, brought as its own tool brings it: in two commits to the cluster's folder, and by applying what
/// was committed.
struct FluxAgent: AgentParts {
  var place: AgentPlace {
    AgentPlace(
      namespace: FluxFiles.name, name: FluxFiles.name, deployment: "source-controller")
  }

  /// Flux itself stays, with whatever else it follows.
  func leftovers(of agent: GitOpsAgent) -> [Address] {
    // Nor does what its images are pulled with.
    [
      place.address(of: .secrets, FluxFiles.name),
      place.address(of: .configMaps, ClusterFacts.name),
    ]
  }

  func objects(of subject: AgentSubject) async throws -> [Object] {
    let agent = subject.agent
    let files = FluxFiles(
      path: subject.path.split(separator: "/").filter { $0 != "." }.joined(separator: "/"),
      source: source(subject),
      manifest: try FluxManifest(try await manifest(subject), for: agent))
    try await refuseOtherPath(files, subject)
    try await preflight(files, subject)
    let built = try await commit(files, subject)
    let secret = subject.secret.map {
      AgentSecret.copy(
        of: $0, to: FluxFiles.name, as: FluxFiles.name, outside: agent.url, inside: agent.insideURL)
    }
    let pull = subject.pullSecret.map {
      AgentSecret.copy(of: $0, to: FluxFiles.name, outside: agent.url, inside: agent.url)
    }
    return built + [secret, pull, subject.clusterFacts(FluxFiles.name)].compactMap(\.self)
  }

  private func source(_ subject: AgentSubject) -> AgentSource {
    let agent = subject.agent
    return AgentSource(
      namespace: FluxFiles.name, name: FluxFiles.name, url: agent.insideURL, ref: agent.ref,
      path: subject.path, interval: agent.interval, correction: "10m0s",
      prunes: agent.prunes,
      secret: agent.secretName.map { _ in FluxFiles.name })
  }

  private func manifest(_ subject: AgentSubject) async throws -> [UInt8] {
    let agent = subject.agent
    let action = "get the manifest of Flux"
    if let name = agent.fluxManifestConfigMap {
      guard let found = subject.configMaps.first(where: { $0.name == name }),
        let text = (found.value["data"]?.map ?? [:]).first(where: { _ in true })?.value.string
      else { throw GitOpsError(action, "the ConfigMap \(name) holds nothing") }
      return Array(text.utf8)
    }
    guard let url = agent.fluxManifestURL else {
      throw GitOpsError(
        action, "spec.flux.manifest is not set",
        hint: "name the file install.yaml of a release of Flux, and its sha256")
    }
    if url.hasPrefix("file://") {
      guard let bytes = FileManager.default.contents(atPath: String(url.dropFirst(7))) else {
        throw GitOpsError(action, "\(url) cannot be read")
      }
      return Array(bytes)
    }
    guard agent.fluxManifestDigest != nil else {
      throw GitOpsError(action, "spec.flux.manifest.sha256 is not set: anybody could change it")
    }
    var request = HTTPRequest("GET", url)
    request.deadline = .seconds(60)
    let response = try await subject.kit.http.send(request)
    guard response.status == 200 else {
      throw GitOpsError(action, "\(url) answered \(response.status)")
    }
    return try await response.body.collect(upTo: 16 << 20)
  }

  /// A cluster that was set up from another folder is somebody else's.
  private func refuseOtherPath(
    _ files: FluxFiles, _ subject: AgentSubject
  ) async throws(GitOpsError) {
    let found = try? await subject.target.client.find(place.address(of: .kustomization))
    guard let found else { return }
    let path = Kustomization(found).path
    guard path != files.path else { return }
    throw GitOpsError(
      "bring Flux to \(subject.cluster.object)",
      "it follows \(path) there already, and not \(files.path)",
      hint: "set spec.path to what it follows, or uninstall Flux there first")
  }

  /// A folder that is not there yet, or cannot be built, asks for nothing: its Kustomization will tell.
  private func preflight(_ files: FluxFiles, _ subject: AgentSubject) async throws {
    let preparations = Preparations(
      kit: subject.kit, agent: subject.agent, secret: subject.secret)
    do {
      try FluxPreflight(files.manifest).check(try await preparations.objects(at: files.path))
    } catch let error as GitOpsError where error.reason != FluxReasons.unsupported {
      return
    } catch is GitError {
      return
    }
  }

  /// Commits what is missing.
  /// - Returns: What the committed folder is built to: the user's patches are in it.
  private func commit(_ files: FluxFiles, _ subject: AgentSubject) async throws -> [Object] {
    let agent = subject.agent
    guard let branch = agent.ref["branch"]?.string else {
      throw GitOpsError(
        "bring Flux to \(subject.cluster.object)", "spec.source.ref names no branch",
        hint: "Flux is committed to a branch")
    }
    var repository = Object(Kind.gitRepository.at(), namespace: agent.namespace, name: agent.name)
    repository.spec = ["url": .string(agent.url)]
    let depot = subject.kit.depot
    let remote = try SourceAccess.remote(
      of: GitRepository(repository), secret: subject.secret, proxy: nil, maxSize: depot.maxSize)
    let author = Signature(
      name: "Flux", email: "flux@capctl.dev",
      time: subject.kit.site.now.microseconds / 1_000_000)
    _ = try await depot.push(
      CommitDraft(author: author, message: files.messages.components), to: branch, of: remote
    ) { _ in files.componentChanges }
    let tip = try await depot.push(
      CommitDraft(author: author, message: files.messages.sync), to: branch, of: remote,
      change: files.syncChanges)
    return try await Preparations(
      kit: subject.kit, agent: agent, secret: subject.secret
    ).objects(at: files.folder, of: tip, remote)
  }
}
