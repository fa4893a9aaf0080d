// SPDX-License-Identifier: Apache-2.0

import CSpawn
import Glibc

/// Watches one running program from a thread of its own: feeds it, reads it, stops it, reaps it.
struct Supervisor: ~Copyable {
  private let command: Command
  private let wake: Wake
  private var child: Child
  private var unwritten: ArraySlice<UInt8> = []
  private var outputs: Collector
  private var errors: Collector
  private var deadline: ContinuousClock.Instant?

  /// Why the program was told to stop, and when it will be killed.
  private var stop: (kind: SpawnError.Kind, cause: String)?
  private var killing: ContinuousClock.Instant?

  /// The whole life of one program. Blocks until it has ended.
  static func run(
    _ command: Command, _ observer: Command.Observer, _ wake: Wake
  ) -> Result<Output, SpawnError> {
    do throws(SpawnError) {
      var supervisor = try Supervisor(command, observer, wake)
      observer.started(supervisor.child.process)
      while supervisor.watch() {}
      return .success(try supervisor.conclude())
    } catch {
      return .failure(error)
    }
  }

  private init(
    _ command: Command, _ observer: Command.Observer, _ wake: Wake
  ) throws(SpawnError) {
    try command.check()
    let path = try command.locate()
    do throws(Errno) {
      child = try Child(command, at: path)
    } catch {
      throw command.notStarted(path, error)
    }
    self.command = command
    self.wake = wake
    if case .bytes(let bytes) = command.input { unwritten = bytes[...] }
    let keepsAll = observer.eachLine == nil
    outputs = Collector(
      .output, limit: keepsAll ? command.limit : nil, eachLine: observer.eachLine)
    errors = Collector(.error, eachLine: observer.eachLine)
    deadline = command.deadline.map { .now + $0 }
  }

  /// Waits for the next event and answers it. False when the program has ended.
  private mutating func watch() -> Bool {
    // `poll` passes over a negative descriptor: a stream that is closed, a bell that has rung.
    var slots = [
      pollfd(fd: child.ended.number, events: Int16(POLLIN), revents: 0),
      pollfd(fd: stop == nil ? wake.number : -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: child.input?.number ?? -1, events: Int16(POLLOUT), revents: 0),
      pollfd(fd: child.output?.number ?? -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: child.error?.number ?? -1, events: Int16(POLLIN), revents: 0),
    ]
    _ = unsafe poll(&slots, nfds_t(slots.count), timeout())
    if slots[0].revents != 0 { return false }
    if slots[1].revents != 0 { end(.cancelled, "cancelled") }
    if slots[2].revents != 0 { feed() }
    if slots[3].revents != 0 { readOutput() }
    if slots[4].revents != 0 { readError() }
    checkClocks()
    return true
  }

  /// Milliseconds to the next thing to do unasked, or -1 for none.
  private borrowing func timeout() -> Int32 {
    guard let next = killing ?? deadline else { return -1 }
    let left = max(.zero, next - .now) / .milliseconds(1)
    return Int32(min(left.rounded(.up), 1e9))
  }

  private mutating func checkClocks() {
    let now = ContinuousClock.now
    if let deadline, deadline <= now, let allowed = command.deadline {
      end(.deadline, "not finished after \(allowed)")
    }
    if let next = killing, next <= now {
      killing = nil
      child.signalAll(SIGKILL)
    }
  }

  /// The first step of the ladder. The second follows after the command's grace.
  private mutating func end(_ kind: SpawnError.Kind, _ cause: String) {
    deadline = nil
    guard stop == nil else { return }
    stop = (kind, cause)
    killing = .now + command.grace
    child.signalAll(SIGTERM)
  }

  private mutating func feed() {
    let written = child.input?.write(unwritten)
    unwritten = unwritten.dropFirst(written ?? unwritten.count)
    if unwritten.isEmpty { child.input = nil }
  }

  private mutating func readOutput() {
    guard let bytes = child.output?.read(), !bytes.isEmpty else {
      child.output = nil
      return
    }
    guard !outputs.take(bytes) else { return }
    child.output = nil
    end(.tooMuchOutput, "wrote more than \(command.limit) bytes to standard output")
  }

  private mutating func readError() {
    guard let bytes = child.error?.read(), !bytes.isEmpty else {
      child.error = nil
      return
    }
    _ = errors.take(bytes)
  }

  /// Ends what the program left running, reads what it left behind, and says how it went.
  private mutating func conclude() throws(SpawnError) -> Output {
    child.signalAll(SIGKILL)
    drain()
    outputs.finish()
    errors.finish()
    let status = Child.reap(child.process)
    if let stop { throw failure(stop.kind, stop.cause) }
    guard let status else { throw failure(.notStarted, "its exit status was lost") }
    guard case .exited(let code) = status, command.accepts.contains(code) else {
      throw failure(.failed(status), "\(status)")
    }
    let kept = outputs.keepsAll ? outputs.bytes : []
    return Output(exitCode: code, bytes: kept, errorBytes: errors.bytes)
  }

  private borrowing func failure(_ kind: SpawnError.Kind, _ cause: String) -> SpawnError {
    let words = errors.bytes.isEmpty ? outputs.lastBytes : errors.lastBytes
    return SpawnError(
      kind, running: command.line, cause, lastLines: command.lastLines(of: words))
  }

  /// Reads what is in the pipes already: a process that got away may hold them open for ever.
  private mutating func drain() {
    child.output?.makeNonBlocking()
    child.error?.makeNonBlocking()
    // A pipe holds at most 1 MiB, and a read takes 64 KiB of it.
    for _ in 0..<16 where child.output != nil { readOutput() }
    for _ in 0..<16 where child.error != nil { readError() }
  }
}
