// SPDX-License-Identifier: Apache-2.0

import CSpawn
import Glibc

/// A program that has started, and our ends of its streams.
struct Child: ~Copyable {
  /// Its process id, and that of its group.
  let process: pid_t

  /// Becomes readable when the program has ended.
  let ended: Descriptor

  var input: Descriptor?
  var output: Descriptor?
  var error: Descriptor?

  init(_ command: Command, at path: String) throws(Errno) {
    let input = try ChildInput(command.input)
    let output = try Pipe()
    let error = try Pipe()
    let streams = Streams(
      input: input.number, output: output.writing.number, error: error.writing.number)
    let process = try command.launch(path, with: streams)
    let ended = pidfd_open(process, 0)
    if ended < 0 {
      let reason = Errno.last
      kill(-process, SIGKILL)
      _ = Self.reap(process)
      throw reason
    }
    self.process = process
    self.ended = Descriptor(ended)
    self.input = input.writing
    self.output = .some(output.reading)
    self.error = .some(error.reading)
  }

  /// Tells the whole group to stop. Until `reap` nobody else can have its number.
  borrowing func signalAll(_ signal: Int32) {
    // A program that left its group is alone in having done so.
    if kill(-process, signal) != 0 { kill(process, signal) }
  }

  /// Waits for the end of the program; nil when the system kept no status.
  static func reap(_ process: pid_t) -> Status? {
    var raw: Int32 = 0
    while unsafe waitpid(process, &raw, 0) < 0 {
      if errno != EINTR { return nil }
    }
    return Status(raw: raw)
  }
}

/// Where a program reads its standard input from.
private struct ChildInput: ~Copyable {
  let number: Int32
  let reading: Descriptor?
  let writing: Descriptor?

  init(_ input: Input) throws(Errno) {
    switch input {
    case .descriptor(let given):
      number = given
      reading = nil
      writing = nil
    case .nothing:
      let null = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
      guard null >= 0 else { throw Errno.last }
      number = null
      reading = Descriptor(null)
      writing = nil
    case .bytes:
      let pipe = try Pipe()
      pipe.writing.makeNonBlocking()
      number = pipe.reading.number
      reading = .some(pipe.reading)
      writing = .some(pipe.writing)
    }
  }
}
