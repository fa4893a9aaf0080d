// SPDX-License-Identifier: Apache-2.0

import CZlib

/// One stream of zlib's, in either direction.
///
/// On the heap, because zlib notes the address at which it was started.
@safe struct Stream: ~Copyable {
  typealias Call = (UnsafeMutablePointer<z_stream>?) -> Int32

  private let stream: UnsafeMutablePointer<z_stream>
  private let end: Call

  init(start: Call, end: @escaping Call) {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    unsafe self.end = unsafe end
    let code = unsafe start(stream)
    precondition(code == Z_OK, "zlib cannot start: \(code)")
  }

  deinit {
    _ = unsafe end(stream)
    unsafe stream.deallocate()
  }

  /// What zlib says about what it refused.
  var complaint: String {
    unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "it is damaged"
  }

  /// Calls `action`, such as one that starts anew.
  mutating func call(_ action: Call) { _ = unsafe action(stream) }

  /// Puts `bytes` through `step` until it wants no more of them, and hands over what comes out.
  /// Returns zlib's last code, and how many bytes it left.
  mutating func push<Failure>(
    _ bytes: ArraySlice<UInt8>, _ step: Call, _ emit: (ArraySlice<UInt8>) throws(Failure) -> Void
  ) throws(Failure) -> (code: Int32, left: Int) {
    var bytes = Array(bytes)
    var output = [UInt8](repeating: 0, count: 64 << 10)
    var code = Z_OK
    let left = unsafe try bytes.withUnsafeMutableBufferPointer { input throws(Failure) in
      unsafe stream.pointee.next_in = input.baseAddress
      unsafe stream.pointee.avail_in = UInt32(input.count)
      repeat {
        let count = unsafe output.withUnsafeMutableBufferPointer { room in
          unsafe stream.pointee.next_out = room.baseAddress
          unsafe stream.pointee.avail_out = UInt32(room.count)
          code = unsafe step(stream)
          return unsafe room.count - Int(stream.pointee.avail_out)
        }
        try emit(output[..<count])
      } while unsafe code == Z_OK && stream.pointee.avail_out == 0
      return unsafe Int(stream.pointee.avail_in)
    }
    return (code, left)
  }
}
