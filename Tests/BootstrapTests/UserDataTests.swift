// SPDX-License-Identifier: Apache-2.0

import Archive
import Bootstrap
import Foundation
import Log
import Manifest
import TestKit
import Testing

struct UserDataTests {
  /// Every section, in the shape of our own.
  static let everything = """
    verbosity: 5
    files:
    - {path: /etc/plain, owner: root:adm, permissions: "0644", content: "one\\n\\n  two\\n"}
    - {path: /etc/unended, content: no newline}
    - {path: /etc/indented, content: "  first\\nsecond\\n"}
    - {path: /etc/control, content: "bell\\u0007\\r\\n"}
    - {path: /etc/encoded, encoding: base64, permissions: "0600", content: aGkK}
    - {path: /etc/plain, append: true, content: "three\\n"}
    - {path: "/etc/odd: name", content: ""}
    bootCommands: ["echo $(date)"]
    preKubeadmCommands:
    - hostname "{{ ds.meta_data.hostname }}"
    - echo "{{ ds.meta_data["local_hostname"] }}" >/etc/hostname
    - "printf 'tab\\tand\\nline'"
    postKubeadmCommands: ['echo "done"']
    ntp: {enabled: true, servers: [0.pool.example.com, 1.pool.example.com]}
    users:
    - name: capi
      gecos: "CAPI: the user"
      groups: users, admin
      homeDir: /srv/capi
      inactive: false
      lockPassword: false
      passwd: $6$salt$hash
      shell: /bin/bash
      primaryGroup: capi
      sudo: ALL=(ALL) NOPASSWD:ALL
      sshAuthorizedKeys: [ssh-ed25519 AAAA one, ssh-ed25519 BBBB two]
    - {name: plain, inactive: true}
    diskSetup:
      partitions:
      - {device: /dev/disk/azure/scsi1/lun0, layout: true, overwrite: false, tableType: gpt}
      - device: /dev/sdb
        diskLayout: [{percentage: 33}, {percentage: 67, partitionType: "82"}]
      filesystems:
      - {device: /dev/disk/azure/scsi1/lun0, filesystem: ext4, label: etcd_disk, partition: "1", extraOpts: [-F, -E, "lazy_itable_init=1,lazy_journal_init=1"]}
      - {device: ephemeral0.1, filesystem: ext4, label: ephemeral0, overwrite: true, replaceFS: ntfs}
    mounts: [[LABEL=etcd_disk, /var/lib/etcddisk], [/dev/sdb1, /data, ext4, noatime, "0", "2"]]
    initConfiguration: {nodeRegistration: {name: "{{ ds.meta_data['local_hostname'] }}"}}
    """

  @Test(arguments: NodeRole.allCases)
  func `every section has its place`(role: NodeRole) throws {
    let data = try Fixtures.node(Self.everything).with { node in
      // Texts are no certificates to be hashed.
      if role != .firstControlPlane { node.certificates.pairs[.authority] = nil }
    }.userData(for: role)
    try Golden.check(data.text.reveal(), "cloud-init/everything-\(role).yaml")
  }

  @Test
  func `an empty spec starts a cluster all the same`() throws {
    let data = try Fixtures.node("{}", kubernetes: "v1.20.2").userData(for: .firstControlPlane)
    try Golden.check(data.text.reveal(), "cloud-init/empty-firstControlPlane.yaml")
  }

  @Test(arguments: [
    ("v1.20.2", " --skip-phases=preflight,addon/kube-proxy && "), ("v1.22.0", " && "),
  ])
  func `an old kubeadm is told by a flag what to leave out`(version: String, end: String) throws {
    let spec = "initConfiguration: {skipPhases: [preflight, addon/kube-proxy]}"
    let data = try Fixtures.node(spec, kubernetes: version).userData(for: .firstControlPlane)
    #expect(
      data.text.reveal().contains("kubeadm init --config /run/kubeadm/kubeadm.yaml \(end)echo"))
  }

  @Test
  func `what is no phase does not reach a shell`() throws {
    let node = Fixtures.node("joinConfiguration: {skipPhases: [\"a; b\"]}", kubernetes: "v1.20.2")
    #expect(throws: BootstrapError.self) { try node.userData(for: .worker) }
  }

  @Test
  func `further documents stand behind kubeadm's own`() throws {
    var node = Fixtures.node("{}")
    node.furtherDocuments = [
      Fixtures.yaml(
        "{apiVersion: kubeproxy.config.k8s.io/v1alpha1, kind: KubeProxyConfiguration, conntrack: {maxPerCore: 0}}"
      )
    ]
    let file = try file("/run/kubeadm/kubeadm.yaml", of: node.userData(for: .firstControlPlane))
    let kinds = try Source("kubeadm", text: file).values().map { $0["kind"]?.string }
    #expect(kinds == ["ClusterConfiguration", "InitConfiguration", "KubeProxyConfiguration"])
  }

  /// The content of a file, as YAML gives it back.
  private func file(_ path: String, of data: UserData) throws -> String {
    let value = try YAML.parse(data.text.reveal())
    let entry = try #require(
      value["write_files"]?.list?.first { $0["path"]?.string == path }, "no file \(path)")
    return try #require(entry["content"]?.string)
  }

  @Test(arguments: [
    "one\ntwo\n", "\n\nlate\n", "  deep\n shallow\n", "\ttab\n", "a: b # c\n- d\n", "---\nx\n...\n",
    "{{ ds.meta_data[\"a\"] }}\n", "ünïcode ✓ 🎉\n", "#!/bin/sh\nexit 0\n", "trailing \n",
    " \n", "\n", "a\u{2028}b\n", "a\u{0}b", "cr\r\nlf\n", "\u{feff}bom\n", "%YAML\n", "x",
  ])
  func `a file's content comes back from YAML`(content: String) throws {
    var node = Fixtures.node("{}")
    node.spec["files"] = [["path": "/f", "content": .string(content)]]
    let value = try YAML.parse(node.userData(for: .firstControlPlane).text.reveal())
    let entry = try #require(value["write_files"]?.list?.first { $0["path"] == "/f" })
    var back = try #require(entry["content"]?.string)
    if entry["encoding"] == "base64" {
      let bytes = Data(base64Encoded: back.trimmingCharacters(in: .newlines))
      back = String(decoding: try #require(bytes), as: UTF8.self)
    } else if !content.hasSuffix("\n") {
      back.removeLast()
    }
    #expect(Array(back.utf8) == Array(content.utf8))
  }

  @Test(arguments: [
    ("files: [{content: a}]", "spec.files[0].path is missing"),
    ("files: [{path: /a, encoding: rot13}]", "spec.files[0].encoding: \"rot13\" is not known"),
    (
      "files: [{path: /a, contentFrom: {secret: {name: s, key: k}}}]",
      "spec.files[0].contentFrom has not been looked up"
    ),
    ("users: [{gecos: a}]", "spec.users[0].name is missing"),
    ("format: ignition", "spec.format: \"ignition\" cannot be made"),
  ])
  func `what cannot be written is refused by its field`(spec: String, cause: String) throws {
    let error = #expect(throws: BootstrapError.self) {
      try Fixtures.node(spec).userData(for: .firstControlPlane)
    }
    #expect(error?.cause == cause)
  }

  @Test
  func `user data that is too large names its largest parts`() throws {
    var node = Fixtures.node("{}")
    node.spec["files"] = [
      ["path": "/etc/large", "content": .string(String(repeating: "large ", count: 20_000))]
    ]
    let data = try node.userData(for: .firstControlPlane)
    try data.check(fits: 200_000, of: "nobody")
    try data.check(fits: 16_384, of: "AWS", isCompressed: true)
    let error = #expect(throws: BootstrapError.self) {
      try data.check(fits: 65_535, of: "Azure")
    }
    #expect(error?.action == "give user data to Azure")
    #expect(error?.cause.contains("65535 are taken; the largest parts are /etc/large (120") == true)
    let unpacked = try Gunzip.decompress(data.compressed.reveal())
    #expect(unpacked == Array(data.text.reveal().utf8))
    #expect(
      Data(base64Encoded: data.base64(isCompressed: true).reveal())
        == Data(data.compressed.reveal()))
  }

  @Test
  func `user data does not print its secrets`() throws {
    let data = try Fixtures.node("{}").userData(for: .firstControlPlane)
    #expect(data.text.reveal().contains("key of ca"))
    #expect(!"\(data)".contains("key of ca"))
    let node = Fixtures.node("files: [{path: /a, content: bound secret}]")
    var dumped = "\(node)"
    dump(node, to: &dumped)
    for word in ["key of ca", "0123456789abcdef", "bound secret"] {
      #expect(!dumped.contains(word))
    }
  }

  @Test(arguments: [
    (#"say "hi" \ there"#, #""say \"hi\" \\ there""#), ("a\u{7}\u{b}\u{1b}", #""a\a\v\x1b""#),
    ("nbsp\u{a0}", #""nbsp\u00a0""#), ("é✓", "\"é✓\""), ("\u{e0001}", #""\U000e0001""#),
    ("plain", "\"plain\""), ("{{ v1.region }}", "\"{{ v1.region }}\""),
    (#"a "{{ ds["b"] }}" 'c'"#, #"'a "{{ ds["b"] }}" ''c'''"#),
  ])
  func `commands are quoted as Go quotes`(command: String, quoted: String) throws {
    var node = Fixtures.node("{}")
    node.spec["preKubeadmCommands"] = [.string(command)]
    let text = try node.userData(for: .firstControlPlane).text.reveal()
    #expect(text.contains("runcmd:\n  - \(quoted)\n"))
    if !command.contains("{{ ds") {
      #expect(try YAML.parse(text)["runcmd"]?.list?.first?.string == command)
    }
  }

  @Test
  func `secrets are looked up by the references of the spec`() throws {
    let spec = Fixtures.yaml(
      """
      files:
      - {path: /a, content: inline}
      - {path: /b, contentFrom: {secret: {name: azure, key: cloud-config}}}
      users: [{name: u, passwdFrom: {secret: {name: users, key: u}}}]
      """)
    let references = SecretReferences(of: spec)
    #expect(
      references.all.map(\.field) == ["spec.files[1].contentFrom", "spec.users[0].passwdFrom"])
    let known = ["cloud-config": "{}", "u": "$6$hash"]
    let resolved = try references.resolved { known[$0.key].map { Secret($0) } }.reveal()
    #expect(resolved["files"]?.list?[1] == ["path": "/b", "content": "{}"])
    #expect(resolved["users"]?.list?[0] == ["name": "u", "passwd": "$6$hash"])
    let error = #expect(throws: BootstrapError.self) { try references.resolved { _ in nil } }
    #expect(
      error?.cause
        == "not found: Secret azure, key cloud-config (spec.files[1].contentFrom); Secret users, key u (spec.users[0].passwdFrom)"
    )
  }

  @Test
  func `a kubeconfig for discovery is written where kubeadm looks`() throws {
    let node = Fixtures.node(
      """
      joinConfiguration:
        discovery:
          file:
            kubeConfigPath: /etc/kubernetes/discovery.conf
            kubeConfig: {user: {exec: {command: /bin/login}}}
      """
    ).with { $0.certificates.pairs[.authority] = KeyPair(certificate: "", key: nil) }
    let data = try node.userData(for: .worker)
    let kubeconfig = try YAML.parse(file("/etc/kubernetes/discovery.conf", of: data))
    #expect(
      kubeconfig["clusters"]?.list?.first?["cluster", "server"] == "https://demo.example.com:6443")
    #expect(kubeconfig["users"]?.list?.first?["user", "exec", "command"] == "/bin/login")
    let join = try YAML.parse(file("/run/kubeadm/kubeadm-join-config.yaml", of: data))
    #expect(
      join["discovery"] == ["file": ["kubeConfigPath": "/etc/kubernetes/discovery.conf"]])
  }
}

extension NodeBootstrap {
  func with(_ change: (inout NodeBootstrap) -> Void) -> NodeBootstrap {
    var node = self
    change(&node)
    return node
  }
}
