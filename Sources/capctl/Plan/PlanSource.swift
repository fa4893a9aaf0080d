// SPDX-License-Identifier: Apache-2.0

import API
import CommandLine
import FoundationEssentials
import GitOps
import HTTP
import Kube
import Kustomize
import Manifest
import Rehearsal
import Views

/// What there is to be: files, a folder, or a revision of a repository.
struct PlanSource {
  static let repo = Flag<String?>.optionalText(
    "repo",
    help: "A git repository, by its address or folder; that of the Kustomization if not given.")
  static let path = Flag<String?>.optionalText(
    "path", help: "With a repository: the folder in it; that of the Kustomization if not given.")
  static let revision = Flag<String?>.optionalText(
    "revision",
    help: "With a repository: a branch, a tag, or a whole commit; what is followed if not given.")
  static let flags: [any FlagDeclaration] = [repo, path, revision]

  /// Objects as they are to be applied, and who applies them.
  struct Wanted {
    var objects: [Object]
    /// Nil where a person does.
    var kustomization: Kustomization?
    /// Of a repository.
    var revision: String?

    var manager: String { kustomization == nil ? "capctl" : "capctl-sync" }
  }

  let ground: PlanGround
  let input: Invocation

  /// Before anything is asked.
  static func check(_ input: Invocation) throws {
    let isOfGit = [repo, path, revision].contains { input[$0] != nil }
    let count = [!input[Verb.filenames].isEmpty, !input.arguments.isEmpty, isOfGit].count { $0 }
    guard count < 2 else {
      throw ViewError("plan", "a FOLDER, -f FILE or a repository is to be given, and not both")
    }
  }

  /// Nil, and told, where the objects cannot be made.
  func wanted() async throws -> Wanted? {
    if !input[Verb.filenames].isEmpty {
      let files = ManifestFiles(input[Verb.filenames], isRecursive: input[Verb.recursive])
      return Wanted(objects: try await files.entries().map(\.object))
    }
    let followed = try await followed()
    if !input.arguments.isEmpty { return try folder(followed?.kustomization) }
    return try await revision(of: followed)
  }

  private func folder(_ followed: Kustomization?) throws -> Wanted? {
    var options = Kustomize.Options()
    options.detectsManifests = true
    guard let target = try BuildTarget.found(input, options) else { return nil }
    let build = target.build()
    guard build.problems.isEmpty else {
      ground.console.complain(of: build.problems)
      return nil
    }
    let kustomization = followed ?? Kustomization(ManagementRepo(".").build)
    let objects = build.objects.map { Object($0.object) }
    return Wanted(
      objects: GitPreview.dressed(objects, by: kustomization), kustomization: kustomization)
  }

  // MARK: Git

  private typealias Followed = (kustomization: Kustomization, repository: GitRepository)

  /// What the plane follows; nil where that is nothing.
  private func followed() async throws -> Followed? {
    let place = input[Verb.planKustomization].split(separator: "/").map(String.init)
    guard place.count == 2 else {
      throw ViewError("plan", "--kustomization wants NAMESPACE/NAME")
    }
    let address = Address(Kind.kustomization.resource(), namespace: place[0], name: place[1])
    guard let found = try await ground.client.find(address) else { return nil }
    let kustomization = Kustomization(found)
    let source = Address(
      Kind.gitRepository.resource(), namespace: kustomization.sourceNamespace,
      name: kustomization.sourceName)
    guard let repository = try await ground.client.find(source) else { return nil }
    return (kustomization, GitRepository(repository))
  }

  private func revision(of followed: Followed?) async throws -> Wanted? {
    guard var (kustomization, repository) = try followed ?? named() else {
      throw ViewError(
        "plan", "there is no Kustomization \(input[Verb.planKustomization])",
        hint: "name what is to be planned: a FOLDER, -f FILE or --repo")
    }
    if let url = input[Self.repo] { repository["spec.url"] = .string(ManagementRepo(url).url) }
    if let path = input[Self.path] { kustomization["spec.path"] = .string("./\(path)") }
    let folder = try PlanGround.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let http = HTTPClient(environment: processEnvironment())
    let objects = try await RehearsalStage.secrets(of: ground.client)
    let preview = GitPreview(folder, over: http, beside: objects)
    let answer: GitPreview.Answer
    do {
      answer = try await preview.build(kustomization, of: repository, at: input[Self.revision])
    } catch {
      await http.shutdown()
      throw error
    }
    await http.shutdown()
    for problem in answer.problems { ground.console.say("error: \(problem)") }
    guard answer.problems.isEmpty else { return nil }
    ground.console.say("of \(answer.revision)")
    return Wanted(
      objects: answer.objects, kustomization: kustomization, revision: answer.revision)
  }

  /// A repository that no plane follows yet.
  private func named() throws -> Followed? {
    guard let url = input[Self.repo] else { return nil }
    var repo = ManagementRepo(url)
    repo.path = input[Self.path] ?? ""
    return (Kustomization(repo.build), GitRepository(repo.source))
  }
}
