// SPDX-License-Identifier: Apache-2.0

/// A group to be made on a machine, and the users that are there already to be put into it.
struct NodeGroup {
  let name: String
  let members: [String]

  var call: NodeCall {
    let script = """
      set -e
      group=$1
      shift
      getent group "$group" >/dev/null || groupadd "$group"
      for user in "$@"; do
        if getent passwd "$user" >/dev/null; then usermod -a -G "$group" "$user"; fi
      done
      """
    return NodeCall(["/bin/sh", "-c", script, "sh", name] + members)
  }
}
