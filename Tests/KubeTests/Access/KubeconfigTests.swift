// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP
import Kube
import Log
import Manifest
import TestKit
import Testing

struct KubeconfigTests {
  private static let sample = """
    apiVersion: v1
    kind: Config
    current-context: prod
    contexts:
    - name: prod
      context: {cluster: far, user: me, namespace: team}
    - name: inner
      context: {cluster: inner}
    - name: broken
      context: {cluster: gone}
    clusters:
    - name: far
      cluster:
        server: https://far.example:6443/
        certificate-authority-data: Y2E=
        tls-server-name: kubernetes
        proxy-url: http://proxy.example:3128
    - name: inner
      cluster: {server: "https://host:1/clusters/ns/name", insecure-skip-tls-verify: true}
    users:
    - name: me
      user:
        client-certificate-data: Y2VydA==
        client-key-data: a2V5
        token: abc
        as: somebody
        as-groups: [one, two]
    """

  @Test func `the current context says where and who`() throws {
    let access = try Kubeconfig(text: Self.sample, path: "/k/config").access()
    #expect(access.server == "https://far.example:6443")
    #expect(access.tls.onlyCAs == Array("ca".utf8))
    #expect(access.tls.serverName == "kubernetes")
    #expect(access.tls.identity?.certificate == Array("cert".utf8))
    #expect(access.tls.identity?.key.reveal() == Array("key".utf8))
    #expect(access.proxy == .url("http://proxy.example:3128"))
    #expect(access.namespace == "team")
    #expect(access.headers.all("Impersonate-Group") == ["one", "two"])
    guard case .token(let token) = access.credentials else { throw TestFailure("read", "no token") }
    #expect(token.reveal() == "abc")
  }

  @Test func `another context may be named, and a path in its server stays`() throws {
    let config = try Kubeconfig(text: Self.sample, path: "/k/config")
    let access = try config.access(context: "inner")
    #expect(access.server == "https://host:1/clusters/ns/name")
    #expect(access.tls.isInsecure)
    #expect(access.namespace == "default")
    #expect(config.contexts == ["prod", "inner", "broken"])
  }

  @Test func `of several files the first to say something counts`() throws {
    try withFiles([
      "a": "contexts: [{name: one, context: {cluster: c}}]",
      "b": """
      current-context: one
      contexts: [{name: one, context: {cluster: other}}, {name: two, context: {cluster: c}}]
      clusters: [{name: c, cluster: {server: "http://c"}}]
      """,
    ]) { folder in
      let environment = ["KUBECONFIG": "\(folder)/a:\(folder)/missing:\(folder)/b"]
      let config = try #require(try Kubeconfig.found(in: environment))
      #expect(config.contexts == ["one", "two"])
      #expect(try config.access().server == "http://c")
    }
  }

  @Test func `paths are relative to the file they stand in`() throws {
    try withFiles([
      "ca.crt": "authority",
      "config": """
      current-context: one
      contexts: [{name: one, context: {cluster: c, user: u}}]
      clusters: [{name: c, cluster: {server: "c:6443", certificate-authority: ca.crt}}]
      users: [{name: u, user: {tokenFile: token, token: ignored}}]
      """,
    ]) { folder in
      let access = try Kubeconfig(paths: ["\(folder)/config"]).access()
      #expect(access.server == "https://c:6443")
      #expect(access.tls.onlyCAs == Array("authority".utf8))
      guard case .tokenFile(let path) = access.credentials else {
        throw TestFailure("read", "no token file")
      }
      #expect(path == "\(folder)/token")
    }
  }

  @Test func `a plugin is read with all it needs`() throws {
    let access = try Self.access(
      user: """
        exec:
              apiVersion: client.authentication.k8s.io/v1beta1
              command: ./bin/login
              args: [--cluster, c]
              env: [{name: A, value: b}]
              installHint: get it
              provideClusterInfo: true
        """)
    guard case .plugin(let plugin) = access.credentials else {
      throw TestFailure("read", "no plugin")
    }
    #expect(plugin.command == "/k/./bin/login")
    #expect(plugin.arguments == ["--cluster", "c"])
    #expect(plugin.environment == ["A": "b"])
    #expect(plugin.installHint == "get it")
    #expect(plugin.cluster?["server"] == "http://c")
  }

  private static func access(user: String, cluster: String = "server: http://c") throws
    -> ClusterAccess
  {
    let text = """
      current-context: one
      contexts:
      - name: one
        context: {cluster: c, user: u}
      clusters:
      - name: c
        cluster:
          \(cluster)
      users:
      - name: u
        user:
          \(user)
      """
    return try Kubeconfig(text: text, path: "/k/config").access()
  }

  @Test(arguments: [
    ("token: [a]", "server: x", "12:5: users[0].user.token: it must be text, not list"),
    ("client-key-data: '%'", "server: x", "users[0].user.client-key-data: it is not base64"),
    ("client-key-data: aaaa", "server: x", "a client key is given, and its certificate is not"),
    ("auth-provider: {name: gcp}", "server: x", "by auth-provider is no longer part of Kubernetes"),
    ("token: a", "server: ftp://x", "server: \"ftp://x\" is no http or https URL"),
    ("token: a", "proxy-url: x", "config:7:3: clusters[0].cluster.server: it names no server"),
    ("exec: {command: a, apiVersion: v7}", "server: x", "exec.apiVersion: it is none of"),
    ("exec: {apiVersion: v7}", "server: x", "exec.command: it names no command"),
    (
      "token: a", "server: x\n    insecure-skip-tls-verify: 1",
      "it must be true or false, not integer"
    ),
  ])
  func `a mistake is told with its place`(user: String, cluster: String, text: String) throws {
    let error = #expect(throws: KubeconfigError.self) {
      _ = try Self.access(user: user, cluster: cluster)
    }
    #expect(error?.description.hasPrefix("cannot use kubeconfig /k/config:") == true)
    #expect(error?.description.contains(text) == true)
  }

  @Test func `a context that is not there is told with those that are`() throws {
    let config = try Kubeconfig(text: Self.sample, path: "/k/config")
    let error = #expect(throws: KubeconfigError.self) { _ = try config.access(context: "none") }
    #expect(error?.cause == "there is no context \"none\"")
    #expect(error?.hint == "there are: prod, inner, broken")
    let broken = #expect(throws: KubeconfigError.self) { _ = try config.access(context: "broken") }
    #expect(broken?.cause.hasSuffix("there is no cluster \"gone\"") == true)
  }

  @Test func `a pod finds its cluster`() throws {
    try withFiles(["token": "t", "ca.crt": "ca", "namespace": "here\n"]) { folder in
      let environment = ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"]
      let access = try ClusterAccess.find(environment: environment, podDirectory: folder)
      #expect(access.server == "https://[fd00::1]:443")
      #expect(access.namespace == "here")
      #expect(access.tls.onlyCAs == Array("ca".utf8))
    }
  }

  @Test func `where there is nothing to find, it says what to give`() {
    let error = #expect(throws: KubeconfigError.self) {
      _ = try ClusterAccess.find(environment: ["HOME": "/no/such/home"])
    }
    #expect(error?.hint == "give --kubeconfig, or set KUBECONFIG")
  }

  private func withFiles(_ files: [String: String], _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
    }
    try body(folder.path)
  }
}
