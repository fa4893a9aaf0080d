// SPDX-License-Identifier: Apache-2.0

extension Connection {
  /// Reads until a request is whole, or there is nothing to read.
  func receive() {
    while case .receiving = phase, output.isEmpty {
      guard leftover.isEmpty else {
        let bytes = leftover
        leftover = []
        unsafe bytes.withUnsafeBytes { unsafe take($0) }
        continue
      }
      guard mayRead else { return }
      switch unsafe transport.read(into: loop.received) {
      case .bytes(let count): unsafe take(UnsafeRawBufferPointer(rebasing: loop.received[..<count]))
      case .wouldBlock: mayRead = false
      case .ended: closeWell()
      case .failed: close()
      case .notTLS: explainTLS()
      }
    }
  }

  private func take(_ bytes: UnsafeRawBufferPointer) {
    if !parser.isUnderWay { deadline = loop.now + loop.limits.receiving }
    switch unsafe parser.parse(bytes) {
    case .needsMore:
      guard parser.wantsContinue else { return }
      parser.wantsContinue = false
      output.append(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
      flush()
    case .complete(let request, let taken):
      leftover = unsafe Array(bytes[taken...])
      begin(request)
    case .refused(let refusal):
      refuse(refusal)
    }
  }

  private func begin(_ request: ParsedRequest) {
    let exchange = Exchange(
      connection: number, mailbox: loop.mailbox, limit: loop.limits.bufferedBytes)
    closesAfterwards = !request.isKept || request.isOld || loop.isEnding
    let answer = Answer(
      request: ServerRequest(request, from: peer, under: root), exchange: exchange,
      closes: closesAfterwards,
      isOld: request.isOld)
    let handler = loop.handler
    let task = Task { await answer.give(handler) }
    if hasEnded { task.cancel() }
    phase = .answering(exchange, task)
    isStream = false
    ending = nil
    deadline = nil
  }

  /// Answers in the handler's stead, and takes no more requests.
  func refuse(_ refusal: Refusal) {
    output.append(answer(to: refusal))
    phase = .lingering
    deadline = loop.now + .seconds(2)
    flush()
    linger()
  }

  private func answer(to refusal: Refusal) -> [UInt8] {
    let response = loop.refuse(refusal)
    var body: [UInt8] = []
    if case .pieces(let pieces) = response.body { body = Array(pieces.joined()) }
    return ResponseHead(response, .bytes(body.count), closes: true).bytes + body
  }

  /// Waits until the client has read the last answer: it closes then.
  func linger() {
    guard case .lingering = phase, output.isEmpty else { return }
    if !hasSaidAll {
      hasSaidAll = true
      transport.finishWriting()
    }
    for _ in 0..<16 {
      switch unsafe transport.read(into: loop.received) {
      case .bytes: continue
      case .wouldBlock: return
      case .ended, .failed, .notTLS: return close()
      }
    }
    loop.goOnLater(self)
  }

  private func explainTLS() {
    let answer = answer(to: .bad("plain HTTP was sent to a port that speaks TLS"))
    unsafe answer.withUnsafeBytes { bytes in _ = unsafe transport.writePlain(bytes) }
    close()
  }
}
