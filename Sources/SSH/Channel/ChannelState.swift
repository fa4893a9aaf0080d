// SPDX-License-Identifier: Apache-2.0

/// A piece of a command's output, as it came.
package enum SSHPiece: Sendable, Equatable {
  case output([UInt8])
  case error([UInt8])

  package var bytes: [UInt8] {
    switch self {
    case .output(let bytes), .error(let bytes): bytes
    }
  }
}

/// How a command ended.
package enum SSHExit: Sendable, Equatable {
  case code(Int32)
  /// The signal's name without `SIG`.
  case signal(String)
}

extension SSHExit: CustomStringConvertible {
  package var description: String {
    switch self {
    case .code(let code): "exit code \(code)"
    case .signal(let name): "signal \(name)"
    }
  }
}

/// What a channel's user and the connection's thread share about it.
struct ChannelState: Sendable {
  /// With this much unread the server is made to wait; with this much unsent, the writer is.
  static let limit = 1 << 18

  enum Phase: Sendable {
    case opening, running
    case ended(Result<SSHExit, SSHError>)
  }

  private(set) var phase = Phase.opening
  private var pieces: [SSHPiece] = []
  private var unread = 0
  private var outgoing: [UInt8] = []
  private var inputEnds = false
  private var wantsService = false

  /// What the connection's thread has to send next.
  enum Input: Sendable {
    case bytes([UInt8])
    case end
    case none
  }

  var isFull: Bool { unread >= ChannelState.limit }

  /// Why the channel is to be closed, once that is so.
  var failure: SSHError? {
    if case .ended(.failure(let error)) = phase { error } else { nil }
  }

  // What the connection's thread reports.

  mutating func opened() {
    if case .opening = phase { phase = .running }
  }

  mutating func received(_ piece: SSHPiece) {
    guard case .running = phase else { return }
    unread += piece.bytes.count
    // A slow reader of many small pieces gets fewer and larger ones.
    switch (pieces.last, piece) {
    case (.output(var last), .output(let bytes)) where last.count < 1 << 15:
      pieces.removeLast()
      last += bytes
      pieces.append(.output(last))
    case (.error(var last), .error(let bytes)) where last.count < 1 << 15:
      pieces.removeLast()
      last += bytes
      pieces.append(.error(last))
    default: pieces.append(piece)
    }
  }

  /// The first end is the end. What was received before a failure is not shown any more: it is not
  /// known to be whole.
  mutating func end(_ result: Result<SSHExit, SSHError>) {
    if case .ended = phase { return }
    phase = .ended(result)
    outgoing = []
    if case .failure = result { (pieces, unread) = ([], 0) }
  }

  var hasInput: Bool { !outgoing.isEmpty || inputEnds }

  mutating func nextInput() -> Input {
    if outgoing.isEmpty { return inputEnds ? .end : .none }
    defer { outgoing = [] }
    return .bytes(outgoing)
  }

  // What the user does. Nil is "not yet".

  func whenOpen() -> Result<Void, SSHError>? {
    switch phase {
    case .opening: nil
    case .running, .ended(.success): .success(())
    case .ended(.failure(let error)): .failure(error)
    }
  }

  /// The next piece; none at the end of the output.
  mutating func nextPiece() -> Result<SSHPiece?, SSHError>? {
    if !pieces.isEmpty {
      let piece = pieces.removeFirst()
      wantsService = wantsService || isFull
      unread -= piece.bytes.count
      return .success(piece)
    }
    return switch phase {
    case .opening, .running: nil
    case .ended(.success): .success(nil)
    case .ended(.failure(let error)): .failure(error)
    }
  }

  func whenEnded() -> Result<SSHExit, SSHError>? {
    if case .ended(let result) = phase { result } else { nil }
  }

  /// Takes the bytes if there is room. False is said of a command that has ended and takes no more.
  mutating func accept(_ bytes: [UInt8]) -> Result<Bool, SSHError>? {
    switch phase {
    case .ended(.failure(let error)): return .failure(error)
    case .ended(.success): return .success(false)
    case .opening, .running:
      guard outgoing.count < ChannelState.limit else { return nil }
      outgoing = outgoing.isEmpty ? bytes : outgoing + bytes
      wantsService = true
      return .success(true)
    }
  }

  mutating func endInput() {
    inputEnds = true
    wantsService = true
  }

  /// Whether the connection's thread must be told of what the user did; true once for all of it.
  mutating func takeService() -> Bool {
    defer { wantsService = false }
    return wantsService
  }
}
