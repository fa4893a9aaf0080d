// SPDX-License-Identifier: Apache-2.0

/// One client's connection: takes a request, hands it to the handler, sends the answer, and takes
/// the next. Lives on the event thread and never waits.
///
/// While a request is being answered nothing is read, so that a client can neither fill memory with
/// further requests nor have them answered out of order; that it goes is seen all the same.
final class Connection {
  enum Phase {
    case receiving
    case answering(Exchange, Task<Void, Never>)
    /// The last answer is on its way; what the client still sends is thrown away, for closing
    /// earlier would destroy the answer before it is read.
    case lingering
    case closed
  }

  let number: Int
  /// The number of the door it came in by.
  let door: Int
  /// What the paths of its requests begin with.
  let root: String
  let transport: Transport
  unowned let loop: EventLoop
  let parser: RequestParser

  var phase = Phase.receiving
  var output = OutputQueue()

  /// What came after the request that is being answered.
  var leftover: [UInt8] = []

  /// Reading may bring something; unknown until it is tried.
  var mayRead = true

  /// The client will send no more.
  var hasEnded = false

  /// The client was told that nothing more will come.
  var hasSaidAll = false

  /// What the answer under way has said so far.
  var isStream = false
  var ending: Exchange.Ending?
  var closesAfterwards = false

  /// When the client must have done something. Nil while there is nothing it has to do.
  var deadline: ContinuousClock.Instant? {
    didSet { if let deadline { loop.remember(deadline) } }
  }

  /// Known when the first request has come, for TLS has shaken hands by then.
  lazy var peer = transport.peer()

  init(
    _ number: Int, _ transport: consuming Transport, from door: Int, under root: String,
    on loop: EventLoop
  ) {
    self.number = number
    self.door = door
    self.root = root
    self.transport = transport
    self.loop = loop
    parser = RequestParser(loop.limits)
    deadline = loop.now + loop.limits.receiving
    loop.remember(loop.now + loop.limits.receiving)
  }

  func handle(_ event: Poller.Event) {
    mayRead = true
    guard !event.isBroken else { return close() }
    if event.isHalfClosed { noteEnd() }
    advance()
  }

  /// A client that asked and then closed its sending side may still read a short answer.
  private func noteEnd() {
    hasEnded = true
    guard case .answering(_, let task) = phase else { return }
    if isStream { close() } else { task.cancel() }
  }

  /// Does all that can be done now.
  func advance() {
    flush()
    finishAnswer()
    receive()
    linger()
  }

  /// The deadline has passed.
  func expire() {
    switch phase {
    case .receiving where parser.isUnderWay: refuse(.tooSlow(loop.limits.receiving))
    case .receiving: closeWell()
    case .answering: breakOff()
    case .lingering, .closed: close()
    }
  }

  /// The server is shutting down.
  func prepareForEnd() {
    closesAfterwards = true
    switch phase {
    case .receiving where !parser.isUnderWay: closeWell()
    case .answering(_, let task) where isStream: task.cancel()
    default: break
    }
  }

  // MARK: Closing

  /// Closes when everything is said.
  func closeWell() {
    transport.finishWriting()
    close()
  }

  /// Closes so that the client knows that something is missing.
  func breakOff() {
    transport.breakOff()
    close()
  }

  func close() {
    if case .answering(let exchange, let task) = phase {
      // In this order: a writer that waits is told why its wait ends.
      exchange.vanish()
      task.cancel()
    }
    phase = .closed
    loop.remove(self)
  }
}
