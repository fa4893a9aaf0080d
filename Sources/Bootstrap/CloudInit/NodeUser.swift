// SPDX-License-Identifier: Apache-2.0

import Log
import Manifest

/// A user to be made on a machine, by the rules of cloud-init's `users`.
package struct NodeUser: Sendable {
  package let name: String
  let value: Value

  /// What can be said of a user; the rest is refused, since leaving it out could lock somebody out.
  private static let known: Set<String> = [
    "create_groups", "expiredate", "gecos", "groups", "hashed_passwd", "homedir", "inactive",
    "lock_passwd", "name", "no_create_home", "no_log_init", "no_user_group", "passwd",
    "plain_text_passwd", "primary_group", "shell", "ssh_authorized_keys", "sudo", "system", "uid",
  ]

  init(_ value: Value, at index: Int) throws(BootstrapError) {
    let field = "users[\(index)]"
    let named: Value = value.string.map { ["name": .string($0)] } ?? value
    guard let name = named["name"]?.string, !name.isEmpty, !name.hasPrefix("-") else {
      throw BootstrapError("run user data", "\(field).name is missing")
    }
    let unknown = (named.map?.keys ?? []).filter { !Self.known.contains($0) }
    guard unknown.isEmpty else {
      throw BootstrapError(
        "run user data",
        "\(field) has settings that are not known: \(unknown.joined(separator: ", "))")
    }
    self.name = name
    self.value = named
  }

  /// The programs that make it, in order.
  var calls: [NodeCall] {
    // `passwd` is for a user that is new, `hashed_passwd` for one that was there as well.
    let first = text("passwd").map { "\(name):\($0)\n" } ?? ""
    var calls = [shell(Self.adding, [groupsToMake] + useraddArguments, input: first)]
    if let hash = text("hashed_passwd") {
      calls.append(shell(Self.password, ["-e"], input: "\(name):\(hash)\n"))
    }
    if let plain = text("plain_text_passwd") {
      calls.append(shell(Self.password, [], input: "\(name):\(plain)\n"))
    }
    if value["lock_passwd"]?.bool ?? true { calls.append(shell(Self.locking, [])) }
    if !sudoRules.isEmpty {
      let lines = sudoRules.map { "\(name) \($0)\n" }.joined()
      calls.append(shell(Self.sudo, [], input: "\n# User rules for \(name)\n\(lines)"))
    }
    if !keys.isEmpty {
      calls.append(shell(Self.ssh, [], input: keys.map { $0 + "\n" }.joined()))
    }
    return calls
  }

  private func shell(_ script: String, _ arguments: [String], input: String = "") -> NodeCall {
    NodeCall(
      ["/bin/sh", "-c", "set -e\n" + script, "sh", name] + arguments,
      input: Secret(Array(input.utf8)))
  }
}

// MARK: - Reading

extension NodeUser {
  private func text(_ key: String) -> String? {
    value[key]?.string.flatMap { $0.isEmpty ? nil : $0 }
  }

  private func texts(_ key: String) -> [String] {
    if let text = text(key) { return [text] }
    return (value[key]?.list ?? []).compactMap(\.string)
  }

  private var keys: [String] { texts("ssh_authorized_keys").map(\.trimmed).filter { !$0.isEmpty } }
  private var sudoRules: [String] { texts("sudo") }

  /// Those the user is to be in, its own included.
  private var groups: [String] {
    let listed = texts("groups").flatMap { $0.split(separator: ",").map { String($0).trimmed } }
    return (listed + texts("primary_group")).filter { !$0.isEmpty }
  }

  private var groupsToMake: String {
    value["create_groups"]?.bool == false ? "" : groups.joined(separator: ",")
  }

  /// A value of another kind than text is passed over, as cloud-init does: `inactive: true`.
  private var useraddArguments: [String] {
    let options = [
      "expiredate": "--expiredate", "gecos": "--comment", "homedir": "--home",
      "inactive": "--inactive", "primary_group": "--gid", "shell": "--shell",
    ]
    var arguments = options.sorted { $0.key < $1.key }.flatMap { key, option in
      text(key).map { [option, $0] } ?? []
    }
    if let uid = value["uid"]?.int.map(String.init) ?? text("uid") { arguments += ["--uid", uid] }
    let supplementary = groups.dropLast(texts("primary_group").count)
    if !supplementary.isEmpty { arguments += ["--groups", supplementary.joined(separator: ",")] }
    for flag in ["no_user_group", "system", "no_log_init"] where value[flag]?.bool == true {
      arguments.append("--" + flag.replacing("_", with: "-"))
    }
    let isHomeless = value["no_create_home"]?.bool == true || value["system"]?.bool == true
    return arguments + [isHomeless ? "-M" : "-m"]
  }
}

// MARK: - Scripts. The user's name comes first among their arguments.

extension NodeUser {
  private static let adding = """
    name=$1 groups=$2
    shift 2
    read -r password || :
    getent passwd "$name" >/dev/null && exit 0
    old=$IFS
    IFS=,
    for group in $groups; do
      getent group "$group" >/dev/null || groupadd "$group"
    done
    IFS=$old
    useradd "$name" "$@"
    [ -z "$password" ] || printf '%s\\n' "$password" | chpasswd -e
    """

  private static let password = """
    shift
    chpasswd "$@"
    """

  private static let locking = """
    if command -v passwd >/dev/null; then passwd -l "$1" >/dev/null; else usermod --lock "$1"; fi
    """

  private static let sudo = """
    file=/etc/sudoers.d/90-cloud-init-users
    mkdir -p /etc/sudoers.d
    chmod 0750 /etc/sudoers.d
    if ! grep -Eqs '^[#@]includedir[[:space:]]+/etc/sudoers.d/?[[:space:]]*$' /etc/sudoers; then
      [ -e /etc/sudoers ] || (umask 337; : >/etc/sudoers)
      printf '\\n#includedir /etc/sudoers.d\\n' >>/etc/sudoers
    fi
    [ -e "$file" ] || (umask 337; printf '# Made by capctl from user data\\n' >"$file")
    cat >>"$file"
    """

  private static let ssh = """
    home=$(getent passwd "$1" | cut -d: -f6)
    own=$1:$(id -gn "$1")
    [ -d "$home/.ssh" ] || { mkdir -p "$home/.ssh"; chmod 0700 "$home/.ssh"; chown "$own" "$home/.ssh"; }
    file=$home/.ssh/authorized_keys
    [ -e "$file" ] || (umask 077; : >"$file")
    while IFS= read -r key; do
      grep -Fxq -e "$key" "$file" || printf '%s\\n' "$key" >>"$file"
    done
    chmod 0600 "$file"
    chown "$own" "$file"
    """
}
