// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SSH

struct ChannelStateTests {
  private let failure = SSHError("do it", "no luck")

  private func running() -> ChannelState {
    var state = ChannelState()
    state.opened()
    return state
  }

  @Test func `small pieces of one stream are put together, those of two are kept apart`() throws {
    var state = running()
    for piece in [.output([1]), .output([2]), .error([3]), .output([4])] as [SSHPiece] {
      state.received(piece)
    }
    #expect(try state.nextPiece()?.get() == .output([1, 2]))
    #expect(try state.nextPiece()?.get() == .error([3]))
    #expect(try state.nextPiece()?.get() == .output([4]))
    #expect(state.nextPiece() == nil)
  }

  @Test func `a reader who is behind makes the server wait until there is room`() throws {
    var state = running()
    for _ in 0..<8 { state.received(.output([UInt8](repeating: 0, count: 1 << 15))) }
    #expect(state.isFull)
    _ = state.nextPiece()
    #expect(!state.isFull)
  }

  @Test func `a writer who is ahead waits until what he wrote is taken`() throws {
    var state = running()
    let bytes = [UInt8](repeating: 1, count: ChannelState.limit)
    #expect(try state.accept(bytes)?.get() == true)
    #expect(state.accept([2]) == nil)
    guard case .bytes(bytes) = state.nextInput() else {
      Issue.record("not what was written")
      return
    }
    #expect(try state.accept([2])?.get() == true)
  }

  @Test func `input ends after the last of its bytes`() throws {
    var state = running()
    _ = state.accept([1])
    state.endInput()
    guard case .bytes([1]) = state.nextInput(), case .end = state.nextInput() else {
      Issue.record("not the bytes and then the end")
      return
    }
  }

  @Test func `output that came before the end is read before the end`() throws {
    var state = running()
    state.received(.output([1]))
    state.end(.success(.code(0)))
    #expect(try state.nextPiece()?.get() == .output([1]))
    #expect(try state.nextPiece()?.get() == .some(nil))
    #expect(try state.whenEnded()?.get() == .code(0))
  }

  @Test func `the first end counts`() throws {
    var state = running()
    state.received(.output([1]))
    state.end(.failure(failure))
    state.end(.success(.code(0)))
    state.received(.output([2]))
    for attempt in [
      state.nextPiece().map { $0.map { _ in } }, state.accept([3]).map { $0.map { _ in } },
    ] {
      let error = #expect(throws: SSHError.self) { try attempt?.get() }
      #expect(error?.cause == "no luck")
    }
  }
}
