// SPDX-License-Identifier: Apache-2.0

/// A stack on which a reader gathers the parts of a container whose size it does not know yet.
///
/// The parts of an inner container lie above those of the outer one, and leave as an array of
/// exactly their number: one allocation a container, whatever its size.
@safe struct Scratch<Element>: ~Copyable {
  private var room: UnsafeMutableBufferPointer<Element>
  private(set) var count = 0

  init() {
    unsafe room = .allocate(capacity: 64)
  }

  deinit {
    unsafe room.extracting(..<count).deinitialize()
    unsafe room.deallocate()
  }

  mutating func push(_ element: consuming Element) {
    if unsafe count == room.count { grow() }
    // The slot is inside the room, and holds nothing: every slot from `count` up is empty.
    unsafe room.initializeElement(at: count, to: element)
    count += 1
  }

  /// Takes all from `start` up off the stack.
  mutating func take(from start: Int) -> [Element] {
    precondition(start <= count, "the parts were taken already")
    var taken: [Element] = []
    taken.reserveCapacity(count - start)
    for place in start..<count { unsafe taken.append(room.moveElement(from: place)) }
    count = start
    return taken
  }

  /// All from `start` up, which stay on the stack.
  func copy(from start: Int) -> [Element] {
    unsafe Array(room.extracting(start..<count))
  }

  private mutating func grow() {
    let larger = UnsafeMutableBufferPointer<Element>.allocate(capacity: count * 2)
    _ = unsafe larger.moveInitialize(fromContentsOf: room)
    unsafe room.deallocate()
    unsafe room = larger
  }
}
