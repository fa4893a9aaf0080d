// SPDX-License-Identifier: Apache-2.0

/// Writes lines about what goes on, each with the names and values it was given.
///
/// A value: pass it to whoever should log, narrowed by `with` to what they work on. Nothing is
/// computed for a line that is not written.
package struct Logger: Sendable {
  /// Lines below this one are not written.
  package let level: Level

  private let sink: any Sink
  private let context: [Field]

  package init(_ level: Level = .info, to sink: any Sink) {
    self.init(level, to: sink, context: [])
  }

  private init(_ level: Level, to sink: any Sink, context: [Field]) {
    self.level = level
    self.sink = sink
    self.context = context
  }

  /// A logger that says this with every line.
  package func with(_ name: String, _ value: any Loggable) -> Logger {
    Logger(level, to: sink, context: context + [Field(name, value)])
  }

  /// For developers: what the code saw and chose.
  package func debug(
    _ message: @autoclosure () -> String, _ fields: @autoclosure () -> Fields = [:]
  ) {
    log(.debug, message(), fields())
  }

  /// What was done.
  package func info(
    _ message: @autoclosure () -> String, _ fields: @autoclosure () -> Fields = [:]
  ) {
    log(.info, message(), fields())
  }

  /// What went wrong and is being dealt with.
  package func warning(
    _ message: @autoclosure () -> String, _ fields: @autoclosure () -> Fields = [:]
  ) {
    log(.warning, message(), fields())
  }

  /// What went wrong and stays so until somebody does something.
  package func error(
    _ message: @autoclosure () -> String, _ fields: @autoclosure () -> Fields = [:]
  ) {
    log(.error, message(), fields())
  }

  package func log(
    _ level: Level, _ message: @autoclosure () -> String, _ fields: @autoclosure () -> Fields = [:]
  ) {
    guard level >= self.level else { return }
    let own = fields().map { Field($0.key, $0.value) }
    sink.take(Record(time: .now, level: level, message: message(), fields: context + own))
  }
}
