// SPDX-License-Identifier: Apache-2.0

extension WordParser {
  /// Checks that everything was given that must be, and that all of it can be read.
  func invocation(
    on console: Console, environment: (String) -> String?
  ) throws(UsageError) -> Invocation {
    if let pending { throw UsageError(name, "--\(pending.name) needs a value") }
    try checkArguments()
    var meanings: [String: any Sendable] = [:]
    for flag in flags {
      meanings[flag.form.name] = try meaning(of: flag, environment: environment)
    }
    return Invocation(command: name, arguments: arguments, console: console, meanings: meanings)
  }

  private func meaning(
    of flag: any FlagDeclaration, environment: (String) -> String?
  ) throws(UsageError) -> any Sendable {
    let form = flag.form
    let variable = texts[form.name] == nil ? form.environment : nil
    let inherited = variable.flatMap(environment).map { [$0] }
    do throws(FlagForm.Unreadable) {
      return try flag.read(texts[form.name] ?? inherited ?? form.fallback)
    } catch {
      let giver = inherited == nil ? "--\(form.name)" : "\(variable ?? "") in the environment"
      throw UsageError(name, "\(giver) takes \(error.expected), not \"\(error.text)\"")
    }
  }

  private func checkArguments() throws(UsageError) {
    let declared = verb.arguments
    let needed = declared.filter { $0.count == .one }
    if arguments.count < needed.count {
      throw UsageError(name, "\(needed[arguments.count].name) is missing")
    }
    if arguments.count > declared.count, !declared.contains(where: { $0.count == .any }) {
      throw UsageError(name, "unexpected argument \"\(arguments[declared.count])\"")
    }
  }
}
