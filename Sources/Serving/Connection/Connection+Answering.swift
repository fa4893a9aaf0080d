// SPDX-License-Identifier: Apache-2.0

extension Connection {
  /// Takes over what the handler's task has put into `exchange`, and sends it.
  func fetch(from exchange: Exchange) {
    guard case .answering(let current, let task) = phase, current === exchange else { return }
    let news = exchange.fetch()
    for chunk in news.chunks { output.append(chunk) }
    if news.isStream, !isStream {
      isStream = true
      // It began after the client or the server had said that it would end.
      if hasEnded { return close() }
      if loop.isEnding { task.cancel() }
    }
    ending = news.ending
    advance()
  }

  /// Sends as much as the client takes.
  func flush() {
    guard !output.isEmpty else { return }
    // Others wait for their turn meanwhile.
    var allowance = 1 << 20
    sending: while !output.isEmpty {
      guard allowance > 0 else {
        loop.goOnLater(self)
        break
      }
      switch unsafe output.lendNext(loop.assembled, { unsafe transport.write($0) }) {
      case .bytes(let count):
        output.remove(count)
        allowance -= count
      case .wouldBlock: break sending
      case .ended, .failed, .notTLS: return close()
      }
    }
    noteProgress(allowance < 1 << 20)
  }

  private func noteProgress(_ hasProgress: Bool) {
    guard case .answering(let exchange, _) = phase else { return }
    if output.isEmpty {
      deadline = nil
    } else if hasProgress || deadline == nil {
      deadline = loop.now + loop.limits.sending
    }
    exchange.hasUnsent(output.count)
  }

  /// Turns to the next request when the last byte of an answer is sent.
  func finishAnswer() {
    guard case .answering = phase, output.isEmpty, let ending else { return }
    guard ending == .complete else { return close() }
    guard !closesAfterwards else { return closeWell() }
    phase = .receiving
    deadline = loop.now + loop.limits.idle
  }
}
