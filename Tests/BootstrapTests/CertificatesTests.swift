// SPDX-License-Identifier: Apache-2.0

import Bootstrap
import Foundation
import Kube
import Log
import Manifest
import PKI
import TestKit
import Testing

struct CertificatesTests {
  private func style(_ text: String) throws -> ClusterCertificates.Style {
    try ClusterCertificates.Style(Fixtures.yaml(text))
  }

  private var elliptic: ClusterCertificates.Style {
    get throws { try style("clusterConfiguration: {encryptionAlgorithm: ECDSA-P256}") }
  }

  @Test
  func `a cluster gets what it has not, and each pair comes back from its Secret`() async throws {
    var certificates = ClusterCertificates()
    let made = try await certificates.complete(elliptic)
    #expect(Set(made) == [.authority, .etcdAuthority, .frontProxyAuthority, .serviceAccount])
    let names = ["ca", "etcd", "proxy", "sa"].map { "Secret fleet/demo-\($0)" }
    var seen: [String] = []
    for (purpose, pair) in certificates.pairs {
      let object = pair.object(for: purpose, of: Fixtures.cluster, owner: Fixtures.cluster)
      seen.append(object.description)
      #expect(object.value["type"] == "cluster.x-k8s.io/secret")
      #expect(object.metadata.labels == ["cluster.x-k8s.io/cluster-name": "demo"])
      #expect(object.metadata.ownerReferences.first?.isController == true)
      #expect(try KeyPair(object, for: purpose) == pair)
    }
    #expect(seen.sorted() == names)
    let before = certificates
    #expect(try await certificates.complete(elliptic) == [])
    #expect(certificates == before)
  }

  @Test(arguments: [("RSA-2048", "RSA PRIVATE KEY"), ("ECDSA-P384", "EC PRIVATE KEY")])
  func `the algorithm is the spec's`(name: String, label: String) async throws {
    let style = try style("clusterConfiguration: {encryptionAlgorithm: \(name)}")
    let pair = try await KeyPair.make(.authority, style.algorithm, lifetime: style.lifetime)
    #expect(pair.key?.reveal().hasPrefix("-----BEGIN \(label)-----") == true)
    let account = try await KeyPair.make(.serviceAccount, style.algorithm)
    #expect(account.certificate.hasPrefix("-----BEGIN PUBLIC KEY-----"))
  }

  @Test
  func `an algorithm that is none for certificates is refused`() throws {
    let error = #expect(throws: BootstrapError.self) {
      try style("clusterConfiguration: {encryptionAlgorithm: Ed25519}")
    }
    #expect(error?.cause.contains("\"Ed25519\" is no algorithm") == true)
  }

  @Test
  func `an authority lives as long as the spec says`() async throws {
    let style = try style(
      "clusterConfiguration: {encryptionAlgorithm: ECDSA-P256, caCertificateValidityPeriodDays: 30}"
    )
    let pair = try await KeyPair.make(.authority, style.algorithm, lifetime: style.lifetime)
    let certificate = try Certificate(pem: pair.certificate)
    #expect(certificate.notAfter - certificate.notBefore == 30 * 86_400 + 300)
  }

  @Test
  func `an etcd of others brings its own, and its authority may come without a key`() async throws {
    let external = try style("clusterConfiguration: {etcd: {external: {endpoints: [https://e]}}}")
    var style = external
    style.algorithm = .ecdsaP256
    var certificates = ClusterCertificates()
    let error = await #expect(throws: BootstrapError.self) {
      _ = try await certificates.complete(style)
    }
    #expect(error?.cause.contains("<cluster>-etcd and <cluster>-apiserver-etcd-client") == true)
    #expect(certificates.pairs.isEmpty)
    let authority = try await Authority.make("etcd", .ecdsaP256)
    let client = try await authority.issue(Leaf(Subject("client"), for: [.client]), .ecdsaP256)
    certificates.pairs[.etcdAuthority] = KeyPair(
      certificate: authority.certificate.pem, key: nil)
    certificates.pairs[.etcdClient] = KeyPair(
      certificate: client.certificate.pem, key: client.key.pem)
    #expect(
      try await certificates.complete(style) == [.authority, .serviceAccount, .frontProxyAuthority])
    for purpose in [CertificatePurpose.etcdAuthority, .etcdClient] {
      let pair = try #require(certificates.pairs[purpose])
      let object = pair.object(for: purpose, of: Fixtures.cluster, owner: nil)
      #expect(try KeyPair(object, for: purpose) == pair)
    }
  }

  @Test
  func `a user's pair that does not belong together is refused, not replaced`() async throws {
    let one = try await KeyPair.make(.authority, .ecdsaP256)
    let other = try await KeyPair.make(.serviceAccount, .ecdsaP256)
    let leaf = try await one.authority().issue(Leaf(Subject("leaf"), for: []), .ecdsaP256)
    let cases: [(KeyPair, CertificatePurpose, String)] = [
      (KeyPair(certificate: one.certificate, key: other.key), .authority, "not its own"),
      (KeyPair(certificate: other.certificate, key: one.key), .serviceAccount, "public half"),
      (KeyPair(certificate: one.certificate, key: nil), .authority, "data[tls.key] is missing"),
      (KeyPair(certificate: "junk", key: one.key), .authority, "no PEM block"),
      (KeyPair(certificate: leaf.certificate.pem, key: leaf.key.pem), .etcdAuthority, "not a CA's"),
    ]
    for (pair, purpose, cause) in cases {
      let object = pair.object(for: purpose, of: Fixtures.cluster, owner: nil)
      let error = #expect(throws: BootstrapError.self) { try KeyPair(object, for: purpose) }
      #expect(error?.action == "use Secret fleet/demo-\(purpose.rawValue)")
      #expect(error?.cause.contains(cause) == true, "\(error?.cause ?? "")")
    }
  }

  @Test
  func `each certificate of a bundle is pinned, as openssl hashes it`() async throws {
    let pairs = [
      try await KeyPair.make(.authority, .ecdsaP256), try await KeyPair.make(.authority, .rsa2048),
    ]
    let bundle = KeyPair(certificate: pairs.map(\.certificate).joined(), key: pairs[0].key)
    var expected: [String] = []
    for pair in pairs {
      let key = try await openssl(["x509", "-pubkey", "-noout"], input: pair.certificate)
      let der = try await openssl(["pkey", "-pubin", "-outform", "pem"], input: key)
      let base64 = der.split(separator: "\n").dropFirst().dropLast().joined()
      let bytes = try #require(Data(base64Encoded: base64))
      expected.append("sha256:" + Digest.sha256(Array(bytes)).hexadecimal)
    }
    #expect(try bundle.pins() == expected)
  }

  @Test
  func `a kubeconfig lets its holder in until half a year before its end`() async throws {
    let now = Time(seconds: 1_767_225_600)
    let pair = try await KeyPair.make(.authority, .ecdsaP256)
    let authority = try await Authority.make("kubernetes", .ecdsaP256, at: 1_767_225_600)
    let made = try await Kubeconfig.make(
      for: "demo", server: "https://demo:6443", authority: authority, .ecdsaP256, at: now)
    let object = made.object(of: Fixtures.cluster, owner: Fixtures.cluster)
    #expect(object.description == "Secret fleet/demo-kubeconfig")
    let read = try Kubeconfig(object)
    #expect(read.identity == made.identity)
    #expect(read.identity.certificate.subject.description.contains("system:masters"))
    #expect(read.value["current-context"] == "demo-admin@demo")
    func fault(_ days: Int, _ server: String = "https://demo:6443") -> String? {
      read.fault(
        server: server, authority: authority.certificate, at: now + .seconds(days * 86_400))
    }
    #expect(fault(0) == nil)
    #expect(fault(182) == nil)
    #expect(fault(183) == "its certificate expires at 2027-01-01T00:00:00Z")
    #expect(fault(0, "https://other:6443")?.contains("leads to https://demo:6443") == true)
    let foreign = read.fault(
      server: "https://demo:6443", authority: try Certificate(pem: pair.certificate), at: now)
    #expect(foreign == "it trusts another authority than the cluster's")
  }

  @Test(arguments: ["{}", "{value: ''}", "{value: e30=}", "{value: '%%%'}"])
  func `what is no kubeconfig is refused by its Secret`(data: String) throws {
    var object = Object(
      GroupVersionKind(group: "", version: "v1", kind: "Secret"), namespace: "fleet",
      name: "demo-kubeconfig")
    object.value["data"] = Fixtures.yaml(data)
    let error = #expect(throws: BootstrapError.self) { try Kubeconfig(object) }
    #expect(error?.action == "use Secret fleet/demo-kubeconfig")
  }
}
