// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The thread that all connections live on. Nothing of it is touched by any other.
@safe final class EventLoop {
  let mailbox: Mailbox
  let limits: ServerLimits
  let refuse: @Sendable (Refusal) -> ServerResponse
  let handler: HTTPServer.Handler

  /// When this turn began.
  private(set) var now = ContinuousClock.now

  /// Where connections put what they have just read, and put together what they will write, for as
  /// long as one call lasts.
  let received = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
  let assembled = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 << 10, alignment: 16)

  private let poller: Poller
  private var doors: [Int: Door] = [:]
  private var connections: [Int: Connection] = [:]

  /// Numbers name what the poller tells of, and are never given twice. The mailbox is 0.
  private var lastNumber = 0

  /// Connections with more to do than they did in their turn.
  private var unfinished: [Int] = []

  /// No deadline passes before this.
  private var nextSweep: ContinuousClock.Instant?

  /// Set when the server is shutting down: when that must be over.
  private var end: ContinuousClock.Instant?

  /// Doors are closed for a moment: there is no room, or no descriptor, for another connection.
  private var isFull = false

  var isEnding: Bool { end != nil }

  init(
    _ mailbox: Mailbox, _ poller: Poller, _ limits: ServerLimits,
    refuse: @escaping @Sendable (Refusal) -> ServerResponse,
    handler: @escaping HTTPServer.Handler
  ) {
    self.mailbox = mailbox
    self.poller = poller
    self.limits = limits
    self.refuse = refuse
    self.handler = handler
  }

  deinit {
    unsafe received.deallocate()
    unsafe assembled.deallocate()
  }

  func run() {
    _ = poller.watch(mailbox.wakeup, as: 0)
    while !(isEnding && connections.isEmpty) { turn() }
    mailbox.end()
  }

  private func turn() {
    let events = poller.wait(until: unfinished.isEmpty ? nextSweep : now)
    now = .now
    for event in events {
      if let connection = connections[event.number] {
        connection.handle(event)
      } else if let door = doors[event.number] {
        admit(door, event.number)
      } else if event.number == 0 {
        empty(mailbox)
      }
    }
    let numbers = unfinished
    unfinished = []
    for number in numbers { connections[number]?.advance() }
    if let nextSweep, now >= nextSweep { sweep() }
  }

  private func empty(_ mailbox: Mailbox) {
    let content = mailbox.take()
    for order in content.orders {
      switch order {
      case .listen(let door): open(door)
      case .close(let address): close(address)
      case .renew(let address, let context): renew(address, context)
      case .wake(let door, let context): wake(door, context)
      case .shutDown(let end): shutDown(until: end)
      }
    }
    for exchange in content.exchanges { connections[exchange.connection]?.fetch(from: exchange) }
  }

  // MARK: What connections ask for

  func remove(_ connection: Connection) {
    connections[connection.number] = nil
  }

  /// Gives `connection` another turn, after all the others have had theirs.
  func goOnLater(_ connection: Connection) {
    unfinished.append(connection.number)
  }

  func remember(_ deadline: ContinuousClock.Instant) {
    nextSweep = nextSweep.map { min($0, deadline) } ?? deadline
  }

  /// Looks at all deadlines. Most are put off again and again and never pass, so that nothing is
  /// kept in order for them.
  private func sweep() {
    nextSweep = nil
    if isFull { reopen() }
    if let end, now >= end {
      for connection in connections.values { connection.breakOff() }
    }
    for connection in connections.values {
      guard let deadline = connection.deadline else { continue }
      if now >= deadline { connection.expire() } else { remember(deadline) }
    }
    if let end { remember(end) }
  }

  private func shutDown(until deadline: ContinuousClock.Instant) {
    end = end.map { min($0, deadline) } ?? deadline
    doors = [:]
    for connection in connections.values { connection.prepareForEnd() }
    remember(deadline)
  }
}

// MARK: - Doors

extension EventLoop {
  private func open(_ door: Door) {
    guard !isEnding else { return }
    lastNumber += 1
    doors[lastNumber] = door
    watch(door, lastNumber)
  }

  private func renew(_ address: ListenAddress, _ context: TLSContext) {
    for (number, door) in doors where door.socket.address == address {
      doors[number]?.entrance = .tls(context)
      if !door.isAwake { watch(door, number) }
    }
  }

  private func watch(_ door: Door, _ number: Int) {
    if !isFull { _ = poller.watch(door.socket.socket, as: number) }
  }

  /// Has made what the first client at a door needs. Nobody is told of anybody there meanwhile.
  private func prepare(_ door: Door, _ number: Int, _ identify: @escaping HTTPServer.Identify) {
    poller.forget(door.socket.socket)
    doors[number]?.entrance = .waking(identify)
    let mailbox = mailbox
    Task { mailbox.post(.wake(door: number, try? TLSContext(await identify()))) }
  }

  private func turnAway(from door: Door) {
    for _ in 0..<64 {
      let client = door.socket.accept()
      guard client >= 0 else { return }
      Glibc.close(client)
    }
  }

  /// Lets in those who wait at a door, or turns them away; the next who comes there is another try.
  private func wake(_ number: Int, _ context: TLSContext?) {
    guard let door = doors[number], case .waking(let identify) = door.entrance else { return }
    doors[number]?.entrance = context.map { .tls($0) } ?? .asleep(identify)
    if context == nil { turnAway(from: door) }
    watch(door, number)
  }

  private func close(_ address: ListenAddress) {
    for (number, door) in doors where door.socket.address == address {
      poller.forget(door.socket.socket)
      doors[number] = nil
      for connection in connections.values where connection.door == number {
        connection.breakOff()
      }
    }
  }

  /// Lets in the clients that wait, some at a time.
  private func admit(_ door: Door, _ number: Int) {
    if case .asleep(let identify) = door.entrance { return prepare(door, number, identify) }
    for _ in 0..<64 {
      guard connections.count < limits.connections else { return closeForAMoment() }
      let client = door.socket.accept()
      if client < 0 {
        // A client that has gone again is no reason to stop; having nothing left for one is.
        if [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) { closeForAMoment() }
        return
      }
      add(client, from: door, number)
    }
  }

  private func add(_ client: Int32, from door: Door, _ number: Int) {
    var session: TLSSession?
    if case .tls(let context) = door.entrance {
      session = context.makeSession(on: client)
      guard session != nil else { Glibc.close(client); return }
    }
    let isLocal = if case .unix = door.socket.address { true } else { false }
    lastNumber += 1
    let transport = Transport(client, session, isLocal: isLocal)
    let connection = Connection(lastNumber, transport, from: number, under: door.root, on: self)
    // Not being told of its events, it would stay for ever.
    if poller.watchChanges(client, as: lastNumber) { connections[lastNumber] = connection }
  }

  /// Clients wait in the kernel's queue meanwhile.
  private func closeForAMoment() {
    isFull = true
    for door in doors.values { poller.forget(door.socket.socket) }
    remember(now + .milliseconds(100))
  }

  private func reopen() {
    isFull = false
    for (number, door) in doors where door.isAwake { watch(door, number) }
  }
}
