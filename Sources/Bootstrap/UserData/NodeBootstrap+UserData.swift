// SPDX-License-Identifier: Apache-2.0

import Manifest

extension NodeBootstrap {
  /// The user data of a machine that is to become `role`, section by section in Cluster API's order.
  package func userData(for role: NodeRole) throws(BootstrapError) -> UserData {
    let format = spec["format"]?.string ?? "cloud-config"
    guard format == "cloud-config" else {
      throw BootstrapError(
        "make user data", "spec.format: \"\(format)\" cannot be made", hint: "use cloud-config")
    }
    let files = try files(for: role).map { ($0.path, $0.text) }
    let sections = [
      ("write_files", "write_files:\n" + files.map(\.1).joined()),
      ("bootCommands", commands("bootcmd", texts("bootCommands").map(Scalar.command))),
      ("runcmd", commands("runcmd", try runCommands(for: role))),
      ("ntp", ntp), ("users", try users), ("diskSetup", diskSetup + fsSetup), ("mounts", mounts),
    ]
    return UserData(
      "## template: jinja\n#cloud-config\n\n" + sections.map(\.1).joined(),
      parts: files.map { ($0, $1.utf8.count) }
        + sections.dropFirst().map { ("spec.\($0)", $1.utf8.count) })
  }

  private func texts(_ field: String) -> [String] {
    (spec[field]?.list ?? []).compactMap(\.string)
  }

  private func commands(_ section: String, _ lines: [String]) -> String {
    lines.isEmpty ? "" : "\(section):\n" + lines.map { "  - \($0)\n" }.joined()
  }

  private func runCommands(for role: NodeRole) throws(BootstrapError) -> [String] {
    let verbosity = spec["verbosity"]?.int.map { "--v \($0)" } ?? ""
    let words = try verbosity + skippedPhases(of: role)
    let told = "\(words) && echo success > \(Self.sentinel)"
    // Cluster API quotes the one and not the other.
    let kubeadm =
      role == .firstControlPlane
      ? "'kubeadm init --config \(Self.initPath) \(told)'"
      : "kubeadm join --config \(Self.joinPath) \(told)"
    return texts("preKubeadmCommands").map(Scalar.command) + [kubeadm]
      + texts("postKubeadmCommands").map(Scalar.command)
  }
}

// MARK: - The sections behind the commands

extension NodeBootstrap {
  /// What a kubeadm has to be told by a flag that takes no such field yet.
  private func skippedPhases(of role: NodeRole) throws(BootstrapError) -> String {
    let part = role == .firstControlPlane ? "initConfiguration" : "joinConfiguration"
    let phases = (spec[part, "skipPhases"]?.list ?? []).compactMap(\.string)
    guard !phases.isEmpty, try configuration().api == .v1beta2 else { return "" }
    for phase in phases where !phase.utf8.allSatisfy(Self.isOfPhase) {
      throw BootstrapError("make user data", "spec.\(part).skipPhases: \"\(phase)\" is no phase")
    }
    return " --skip-phases=\(phases.joined(separator: ","))"
  }

  /// The names of phases go to a shell.
  private static func isOfPhase(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || Array("-/".utf8).contains(byte)
  }
}

extension NodeBootstrap {
  private var ntp: String {
    guard let ntp = spec["ntp"], ntp.map != nil else { return "" }
    var text = "ntp:\n"
    if ntp["enabled"]?.bool == true { text += "  enabled: true\n" }
    let servers = (ntp["servers"]?.list ?? []).compactMap(\.string)
    if !servers.isEmpty {
      text += "  servers:\n" + servers.map { "    - \(Scalar.text($0))\n" }.joined()
    }
    return text == "ntp:\n" ? "" : text
  }

  private var users: String {
    get throws(BootstrapError) {
      var text = ""
      for (index, user) in (spec["users"]?.list ?? []).enumerated() {
        text += try entry(of: user, at: index)
      }
      return text.isEmpty ? "" : "users:\n" + text
    }
  }

  private func entry(of user: Value, at index: Int) throws(BootstrapError) -> String {
    guard let name = user["name"]?.string, !name.isEmpty else {
      throw BootstrapError("make user data", "spec.users[\(index)].name is missing")
    }
    if user["passwdFrom"] != nil, user["passwd"] == nil {
      throw BootstrapError(
        "make user data", "spec.users[\(index)].passwdFrom has not been looked up")
    }
    var lines = ["  - name: \(Scalar.text(name))"]
    func add(_ key: String, from field: String) {
      guard let text = user[field]?.string, !text.isEmpty else { return }
      lines.append("    \(key): \(Scalar.text(text))")
    }
    add("passwd", from: "passwd")
    add("gecos", from: "gecos")
    add("groups", from: "groups")
    add("homedir", from: "homeDir")
    if user["inactive"]?.bool == true { lines.append("    inactive: true") }
    if let isLocked = user["lockPassword"]?.bool { lines.append("    lock_passwd: \(isLocked)") }
    add("shell", from: "shell")
    add("primary_group", from: "primaryGroup")
    add("sudo", from: "sudo")
    let keys = (user["sshAuthorizedKeys"]?.list ?? []).compactMap(\.string)
    if !keys.isEmpty {
      lines.append("    ssh_authorized_keys:")
      lines += keys.map { "      - \(Scalar.text($0))" }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private var diskSetup: String {
    let partitions = spec["diskSetup", "partitions"]?.list ?? []
    guard !partitions.isEmpty else { return "" }
    return "disk_setup:\n" + partitions.map(layout).joined()
  }

  private func layout(of disk: Value) -> String {
    var lines = ["  \(Scalar.text(disk["device"]?.string ?? "")):"]
    if let type = disk["tableType"]?.string { lines.append("    table_type: \(Scalar.bare(type))") }
    if let parts = disk["diskLayout"]?.list, !parts.isEmpty {
      lines.append("    layout:")
      lines += parts.map { part in
        let share = part["percentage"]?.int ?? 0
        let type = part["partitionType"].map(Self.partitionType)
        return "      - " + (type.map { "[\(share), \($0)]" } ?? "\(share)")
      }
    } else {
      lines.append("    layout: \(disk["layout"]?.bool ?? false)")
    }
    if let overwrite = disk["overwrite"]?.bool { lines.append("    overwrite: \(overwrite)") }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func partitionType(_ value: Value) -> String {
    value.int.map(String.init) ?? Scalar.bare(value.string ?? "")
  }

  private var fsSetup: String {
    let filesystems = spec["diskSetup", "filesystems"]?.list ?? []
    guard !filesystems.isEmpty else { return "" }
    return "fs_setup:\n" + filesystems.map(filesystem).joined()
  }

  private func filesystem(_ value: Value) -> String {
    func text(_ field: String) -> String { value[field]?.string ?? "" }
    var lines = [
      "  - label: \(Scalar.text(text("label")))",
      "    filesystem: \(Scalar.text(text("filesystem")))",
      "    device: \(Scalar.text(text("device")))",
    ]
    if let part = value["partition"]?.string { lines.append("    partition: \(Scalar.bare(part))") }
    if let overwrite = value["overwrite"]?.bool { lines.append("    overwrite: \(overwrite)") }
    if let old = value["replaceFS"]?.string { lines.append("    replace_fs: \(Scalar.text(old))") }
    let options = (value["extraOpts"]?.list ?? []).compactMap(\.string)
    if !options.isEmpty {
      lines.append("    extra_opts:")
      lines += options.map { "      - \(Scalar.text($0))" }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private var mounts: String {
    let mounts = (spec["mounts"]?.list ?? []).map { ($0.list ?? []).compactMap(\.string) }
      .filter { !$0.isEmpty }
    guard !mounts.isEmpty else { return "" }
    return "mounts:\n"
      + mounts.map { fields in
        "  - - " + fields.map(Scalar.text).joined(separator: "\n    - ") + "\n"
      }.joined()
  }
}
