// SPDX-License-Identifier: Apache-2.0

package import Kube
import Site

/// Which volumes still hold a Node: an instance that went with a disk attached would leave the disk in
/// use for minutes, and the Pod that needs it next with it.
package struct VolumeWait: Sendable, Hashable {
  /// A volume that the Node or a VolumeAttachment says is attached.
  package struct Volume: Sendable, Hashable {
    /// `status.volumesAttached[].name`, or the VolumeAttachment's name.
    package let name: String
    /// The PersistentVolume, where it is known.
    package let persistentVolume: String?

    package init(_ name: String, persistentVolume: String? = nil) {
      self.name = name
      self.persistentVolume = persistentVolume
    }
  }

  /// Names of what is waited for.
  package let blocking: [String]

  /// `skipped` are the PersistentVolumes of Pods that drain left alone: nobody will detach those.
  package init(attached: [Volume], skipping skipped: Set<String>) {
    let held = attached.filter { volume in
      volume.persistentVolume.map { !skipped.contains($0) } ?? true
    }
    blocking = Set(held.map { $0.persistentVolume ?? $0.name }).sorted()
  }

  package func outcome(node: String, started: Time) -> MachineDeletion.Progress {
    guard !blocking.isEmpty else { return .done }
    let noun = blocking.count == 1 ? "volume" : "volumes"
    let waiting = Waiting(
      for: "\(noun) \(blocking.shortened()) to be detached from Node \(node)", since: started,
      hint: "see its VolumeAttachments, or set nodeVolumeDetachTimeoutSeconds")
    return .pending(waiting.description)
  }
}
