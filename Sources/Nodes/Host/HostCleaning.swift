// SPDX-License-Identifier: Apache-2.0

package import Bootstrap

/// Takes off a host what bootstrap data, kubeadm and the node's life have left there, so that another machine
/// can be made of it.
package struct HostCleaning: Sendable {
  private let transport: any NodeTransport

  package init(on transport: any NodeTransport) { self.transport = transport }

  /// May be run again and again.
  package func run() async throws {
    let reply = try await transport.run(NodeCall(["/bin/sh", "-c", Self.script]))
    guard reply.status == 0 else {
      throw NodeError("clean the host", reply.complaint)
    }
  }

  // kubeadm asks the cluster where it has the means to: without them it only cleans, and takes no time. The
  // API may be gone, and etcd's members are taken out by whoever scales the control plane.
  private static let script = """
    set -u
    fail() { echo "$1" >&2; exit 1; }
    # What is still at it, with all that it began; the brackets keep it from finding itself.
    group() { sed 's/.*) //' "$1/stat" 2>/dev/null | cut -d ' ' -f 3; }
    own=$(group "/proc/$$")
    for folder in /proc/[0-9]*; do
      case "$(tr '\\0' ' ' <"$folder/cmdline" 2>/dev/null)" in
        */run/capct[l]/* | kubead[m]*)
          group=$(group "$folder")
          if [ -n "$group" ] && [ "$group" != "$own" ]; then kill -s KILL -- "-$group" 2>/dev/null; fi ;;
      esac
    done
    data=$(sed -n 's/^ *- --data-dir=//p' /etc/kubernetes/manifests/etcd.yaml 2>/dev/null)
    socket=$(sed -n 's/.*--container-runtime-endpoint=\\([^" ]*\\).*/\\1/p' \\
      /var/lib/kubelet/kubeadm-flags.env 2>/dev/null)
    rm -f /etc/kubernetes/admin.conf /etc/kubernetes/super-admin.conf /etc/kubernetes/manifests/etcd.yaml
    if command -v kubeadm >/dev/null; then
      out=$(kubeadm reset --force ${socket:+--cri-socket "$socket"} 2>&1) ||
        fail "kubeadm reset: $(printf '%s\\n' "$out" | tail -n 1)"
    fi
    systemctl stop kubelet 2>/dev/null
    systemctl is-active --quiet kubelet && fail "the kubelet does not stop"
    # What reset could not stop: of a runtime without crictl it leaves pods behind, and does not say so.
    if command -v ctr >/dev/null; then
      for task in $(ctr -n k8s.io tasks ls -q 2>/dev/null); do
        ctr -n k8s.io tasks kill -s KILL "$task" >/dev/null 2>&1
      done
      for try in 1 2 3 4 5; do
        tasks=$(ctr -n k8s.io tasks ls -q 2>/dev/null)
        if [ -z "$tasks" ]; then break; fi
        ctr -n k8s.io tasks rm -f $tasks >/dev/null 2>&1
        sleep 1
      done
      containers=$(ctr -n k8s.io containers ls -q 2>/dev/null)
      if [ -n "$containers" ]; then ctr -n k8s.io containers rm $containers >/dev/null 2>&1; fi
    fi
    left=$(find /sys/fs/cgroup -path '*kubepods*' -name cgroup.procs -exec cat {} + 2>/dev/null | wc -l)
    if [ "$left" -gt 0 ]; then fail "$left processes of pods do not end"; fi
    mounts=$(sed -n 's|^[^ ]* \\(/var/lib/kubelet/[^ ]*\\) .*|\\1|p' /proc/mounts | sort -r)
    for mount in $mounts; do umount "$mount" 2>/dev/null || umount -l "$mount" 2>/dev/null; done
    rm -rf /etc/kubernetes /var/lib/etcd /var/lib/cni /var/lib/dockershim /var/run/kubernetes \\
      /run/cluster-api /run/kubeadm /run/capctl || fail "files of Kubernetes do not go"
    rm -rf /var/lib/kubelet/* /etc/cni/net.d/*
    if [ -n "$data" ]; then rm -rf "$data" || fail "$data does not go"; fi
    for link in cni0 flannel.1 kube-ipvs0 kube-bridge; do
      ip link delete "$link" 2>/dev/null
    done
    for tables in iptables ip6tables; do
      command -v "$tables-save" >/dev/null || continue
      "$tables-save" 2>/dev/null | grep -v -e KUBE- -e CNI- | "$tables-restore" 2>/dev/null
    done
    # The last thing: until then it is known whose host it was.
    rm -rf /var/lib/capctl || fail "/var/lib/capctl does not go"
    """
}
