// SPDX-License-Identifier: Apache-2.0

import CCurl
import Glibc

/// The far side of a ``Loop``: libcurl's multi handle, driven by epoll. Made, used and left on the
/// loop's thread alone.
///
/// libcurl says which sockets it waits for and when it wants to be called; nothing is scanned per
/// event, so a thousand silent watches cost nothing.
@safe final class Engine {
  private let loop: Loop
  private let poller: Poller
  private let multi: UnsafeMutableRawPointer
  private var transfers: [UInt64: Transfer] = [:]
  /// When libcurl wants to be called even if nothing happens.
  private var timer: ContinuousClock.Instant?
  /// No transfer can run out of time before this.
  private var nextExpiry: ContinuousClock.Instant?
  private var isStopping = false

  init(_ loop: Loop, _ poller: Poller) {
    startCurl()
    guard let multi = unsafe curl_multi_init() else { preconditionFailure("out of memory") }
    self.loop = loop
    self.poller = poller
    unsafe self.multi = unsafe multi
    // The callbacks run inside calls that `run` makes, while it keeps this object alive.
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    _ = unsafe capctl_curl_multi_set_callbacks(multi, socketChanged, timerChanged, context)
    _ = unsafe capctl_curl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
  }

  func run() {
    while !isStopping {
      poller.wait(millisecondsToWait()) { descriptor, events in
        act(on: descriptor, Self.curlBits(events))
      }
      if let due = timer, due <= .now {
        timer = nil
        act(on: CURL_SOCKET_TIMEOUT, 0)
      }
      collectFinished()
      for command in loop.takeCommands() { obey(command) }
      collectFinished()
      expire()
    }
    shutDown()
  }

  private func obey(_ command: Loop.Command) {
    switch command {
    case .start(let exchange): start(exchange)
    case .cancel(let id):
      guard let transfer = transfers[id] else { return }
      end(transfer, throwing: transfer.exchange.error(.cancelled, "cancelled"))
    case .resumeReceiving(let id): transfers[id]?.resumeReceiving()
    case .resumeSending(let id): transfers[id]?.resumeSending()
    case .stop: isStopping = true
    }
  }

  private func start(_ exchange: Exchange) {
    let transfer = Transfer(exchange, loop)
    if let error = transfer.prepare() { return exchange.finish(throwing: error) }
    transfers[exchange.id] = transfer
    // Idle connections are kept beside those in use; libcurl counts both.
    _ = unsafe capctl_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, transfers.count + 64)
    let code = unsafe curl_multi_add_handle(multi, transfer.easy)
    guard code == CURLM_OK else {
      return end(transfer, throwing: exchange.error(.system, "libcurl fails with \(code.rawValue)"))
    }
    noteExpiry(of: transfer)
  }

  private func act(on descriptor: Int32, _ bits: Int32) {
    var running: Int32 = 0
    _ = unsafe curl_multi_socket_action(multi, descriptor, bits, &running)
  }

  private func collectFinished() {
    var left: Int32 = 0
    while let message = unsafe curl_multi_info_read(multi, &left) {
      guard unsafe message.pointee.msg == CURLMSG_DONE,
        let easy = unsafe message.pointee.easy_handle
      else { continue }
      let code = unsafe capctl_curl_message_result(message)
      guard let transfer = unsafe Transfer.of(easy) else { continue }
      end(transfer, throwing: transfer.error(for: code))
    }
  }

  private func end(_ transfer: Transfer, throwing error: HTTPError?) {
    if error != nil { transfer.breakOff() }
    unsafe curl_multi_remove_handle(multi, transfer.easy)
    transfers[transfer.exchange.id] = nil
    if error != nil, transfer.exchange.request.multiplexes, let shared = transfer.connection {
      _ = transfers.values.first { $0.connection == shared && $0.flushConnection() }
    }
    transfer.exchange.finish(throwing: error)
  }

  private func shutDown() {
    let late = loop.end()
    for transfer in transfers.values {
      end(transfer, throwing: transfer.exchange.error(.shutDown, "the client was shut down"))
    }
    for case .start(let exchange) in late {
      exchange.finish(throwing: exchange.error(.shutDown, "the client was shut down"))
    }
    unsafe curl_multi_cleanup(multi)
    poller.close()
    loop.ended.set(())
  }

  // MARK: Time

  fileprivate func setTimer(_ milliseconds: Int) {
    timer = milliseconds < 0 ? nil : .now + .milliseconds(milliseconds)
  }

  /// Ends the transfers that ran out of time. All are looked at, but only when one may have.
  private func expire() {
    let now = ContinuousClock.now
    guard let next = nextExpiry, next <= now else { return }
    nextExpiry = nil
    for transfer in transfers.values {
      if let error = transfer.timeout(at: now) {
        end(transfer, throwing: error)
      } else {
        noteExpiry(of: transfer, after: now)
      }
    }
  }

  private func noteExpiry(of transfer: Transfer, after now: ContinuousClock.Instant = .now) {
    guard let earliest = transfer.earliestTimeout(after: now) else { return }
    nextExpiry = min(nextExpiry ?? earliest, earliest)
  }

  private func millisecondsToWait() -> Int32 {
    guard let due = [timer, nextExpiry].compactMap(\.self).min() else { return -1 }
    let left = ContinuousClock.now.duration(to: due)
    // Rounded up: waking a moment too early would only mean waiting again.
    return Int32(clamping: max(0, Int((left / .milliseconds(1)).rounded(.up))))
  }

  // MARK: Sockets

  fileprivate func watch(_ descriptor: Int32, _ wanted: Int32) {
    switch wanted {
    case CURL_POLL_IN: poller.watch(descriptor, for: EPOLLIN.rawValue)
    case CURL_POLL_OUT: poller.watch(descriptor, for: EPOLLOUT.rawValue)
    case CURL_POLL_INOUT: poller.watch(descriptor, for: EPOLLIN.rawValue | EPOLLOUT.rawValue)
    default: poller.forget(descriptor)
    }
  }

  private static func curlBits(_ events: UInt32) -> Int32 {
    var bits: Int32 = 0
    if events & EPOLLIN.rawValue != 0 { bits |= CURL_CSELECT_IN }
    if events & EPOLLOUT.rawValue != 0 { bits |= CURL_CSELECT_OUT }
    if events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { bits |= CURL_CSELECT_ERR }
    return bits
  }
}

private let socketChanged: curl_socket_callback = { _, descriptor, wanted, engine, _ in
  guard let engine = unsafe engine else { return 0 }
  unsafe Unmanaged<Engine>.fromOpaque(engine).takeUnretainedValue().watch(descriptor, wanted)
  return 0
}

private let timerChanged: curl_multi_timer_callback = { _, milliseconds, engine in
  guard let engine = unsafe engine else { return 0 }
  unsafe Unmanaged<Engine>.fromOpaque(engine).takeUnretainedValue().setTimer(milliseconds)
  return 0
}
