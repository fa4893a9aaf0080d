// SPDX-License-Identifier: Apache-2.0

package import Bootstrap

/// What a host says of itself.
package struct HostFacts: Sendable, Hashable {
  package let hostname: String
  /// The system that runs on it: `Debian GNU/Linux 12 (bookworm)`.
  package let system: String
  /// It is a container, of whatever kind: its kernel is another's.
  package let isContainer: Bool
  /// A file that tells that Kubernetes was set up there.
  package let kubernetes: String?
  /// Who wrote down that it would run bootstrap data there.
  package let owner: String?

  package init(
    hostname: String, system: String = "", isContainer: Bool = false, kubernetes: String? = nil,
    owner: String? = nil
  ) {
    (self.hostname, self.system, self.isContainer) = (hostname, system, isContainer)
    (self.kubernetes, self.owner) = (kubernetes, owner)
  }

  /// Asks the host. Whoever cannot become root there is told so.
  package init(on transport: any NodeTransport) async throws {
    let reply = try await transport.run(NodeCall(["/bin/sh", "-c", Self.script]))
    let text = String(decoding: reply.output, as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard reply.status == 0, lines.count >= 6, lines[0] == "0" else {
      throw NodeError(
        "become root", reply.status == 0 ? "it is user \(lines[0])" : reply.complaint,
        hint: "log in as root, or let the user run everything by sudo without a password: "
          + "USER ALL=(ALL) NOPASSWD: ALL in a file of /etc/sudoers.d")
    }
    hostname = lines[1]
    system = lines[2]
    isContainer = lines[3] == "container"
    kubernetes = lines[4].isEmpty ? nil : lines[4]
    owner = lines[5].isEmpty ? nil : lines[5]
  }

  private static let script = """
    id -u
    hostname 2>/dev/null || cat /proc/sys/kernel/hostname
    (. /etc/os-release && echo "${PRETTY_NAME:-}") 2>/dev/null || echo
    if systemd-detect-virt --quiet --container 2>/dev/null; then echo container; else echo; fi
    found=
    for name in admin.conf bootstrap-kubelet.conf kubelet.conf; do
      if [ -e "/etc/kubernetes/$name" ]; then found=/etc/kubernetes/$name; fi
    done
    echo "$found"
    if [ -e /var/lib/capctl/begun ]; then cat /var/lib/capctl/begun; fi
    echo
    """
}
