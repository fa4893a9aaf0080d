// SPDX-License-Identifier: Apache-2.0

import Dispatch
import FoundationEssentials
import Glibc
import Synchronization

/// Tells when branches or tags move in a repository on this machine.
final class LocalWatch: Sendable {
  private let descriptor: Int32
  private let queue: DispatchQueue
  // Made and cancelled once; any thread may cancel a source of Dispatch's.
  private nonisolated(unsafe) let source: any DispatchSourceRead
  private let folder: String

  /// Nil where the kernel watches no more, or there is no repository: it is polled then, as others are.
  init?(_ path: String, _ changed: @escaping @Sendable () -> Void) {
    guard let folder = Self.gitFolder(of: path) else { return nil }
    let descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
    guard descriptor >= 0 else { return nil }
    self.descriptor = descriptor
    self.folder = folder
    queue = DispatchQueue(label: "git.watch")
    let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
    Self.watch(folder, descriptor)
    source.setEventHandler { [folder] in
      Self.drain(descriptor)
      // Folders come with branches such as `team/work`.
      Self.watch(folder, descriptor)
      changed()
    }
    source.setCancelHandler { close(descriptor) }
    source.activate()
    unsafe self.source = source
  }

  deinit { unsafe source.cancel() }

  /// Where git keeps the refs of a repository, bare or not.
  private static func gitFolder(of path: String) -> String? {
    for folder in ["\(path)/.git", path] {
      if FileManager.default.fileExists(atPath: "\(folder)/refs") { return folder }
    }
    return nil
  }

  /// The folder itself, where packed-refs and HEAD are replaced, and all folders of refs.
  private static func watch(_ folder: String, _ descriptor: Int32) {
    let events = UInt32(IN_MOVED_TO | IN_CREATE | IN_DELETE | IN_CLOSE_WRITE)
    unsafe inotify_add_watch(descriptor, folder, events)
    var waiting = ["\(folder)/refs"]
    while let next = waiting.popLast() {
      guard unsafe inotify_add_watch(descriptor, next, events | UInt32(IN_ONLYDIR)) >= 0 else {
        continue
      }
      let names = (try? FileManager.default.contentsOfDirectory(atPath: next)) ?? []
      waiting += names.map { "\(next)/\($0)" }
    }
  }

  private static func drain(_ descriptor: Int32) {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while unsafe read(descriptor, &buffer, buffer.count) > 0 {}
  }
}
