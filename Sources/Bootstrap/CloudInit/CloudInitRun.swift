// SPDX-License-Identifier: Apache-2.0

package import Log

/// Does on a machine what cloud-init would do there with the same user data.
///
/// Not to be run twice on one machine: kubeadm refuses what it finds half done.
package struct CloudInitRun: Sendable {
  private let config: CloudConfig
  private let transport: any NodeTransport
  private let mask: Mask

  /// `secrets` are masked in the report; the transport itself must not log what it carries.
  package init(_ config: CloudConfig, on transport: any NodeTransport, secrets: [Secret<String>]) {
    self.config = config
    self.transport = transport
    mask = Mask(secrets)
  }

  /// Runs every step, or up to the one that fails for good: a file or a user that cannot be made, or
  /// the command that tells of success. Throws only where the machine cannot be reached.
  package func run() async throws -> CloudInitReport {
    var report = CloudInitReport(warnings: config.warnings)
    for step in config.steps {
      if report.failure != nil {
        report.steps += names(of: step).map { .init($0, .skipped) }
      } else {
        try await take(step, &report)
      }
    }
    return report
  }

  private func take(_ step: CloudConfig.Step, _ report: inout CloudInitReport) async throws {
    switch step {
    case .commands(let section, let commands):
      try await run(CommandScript(commands), of: section, &report)
    case .files(let files): try await write(files, &report)
    case .group(let name, let members):
      try await run([NodeGroup(name: name, members: members).call], of: step, &report)
    case .user(let user): try await run(user.calls, of: step, &report)
    case .time(let servers): try await setTime(servers, &report)
    }
  }

  private func names(of step: CloudConfig.Step) -> [String] {
    switch step {
    case .commands(_, let commands): commands.map(shown)
    case .files(let files): files.map { mask("write \($0.path)") }
    case .group(let name, _): [mask("make group \(name)")]
    case .user(let user): [mask("make user \(user.name)")]
    case .time: ["set time servers"]
    }
  }

  /// A command as one line of a report.
  private func shown(_ command: String) -> String {
    let first = mask(command).split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    return first.count > 200 ? first.prefix(200) + "…" : first
  }
}

// MARK: - Doing

extension CloudInitRun {
  /// Runs programs that must all succeed.
  private func run(
    _ calls: [NodeCall], of step: CloudConfig.Step, _ report: inout CloudInitReport
  ) async throws {
    var result = CloudInitReport.Step(names(of: step)[0], .done)
    for call in calls {
      let reply = try await transport.run(call)
      result.output += text(reply)
      if reply.status != 0 {
        result.outcome = .failed(status: reply.status)
        report.failure = result
        break
      }
    }
    report.steps.append(result)
  }

  private func write(_ files: [NodeFile], _ report: inout CloudInitReport) async throws {
    let reply = try await transport.run(NodeFile.call(for: files))
    let written = reply.status == 0 ? files.count : reply.output.count { $0 == UInt8(ascii: "\n") }
    for (index, name) in names(of: .files(files)).enumerated() {
      var result = CloudInitReport.Step(name, index < written ? .done : .skipped)
      if index == written {
        result.outcome = .failed(status: reply.status)
        result.output = text(reply)
        report.failure = result
      }
      report.steps.append(result)
    }
  }

  private func run(
    _ script: CommandScript, of section: String, _ report: inout CloudInitReport
  ) async throws {
    let path = "/run/capctl/\(section)-\(script.mark)"
    // It holds what the commands hold, secrets too: nobody else may read it, and it goes as it begins.
    try await transport.upload(Secret(Array(script.text.utf8)), to: path, mode: 0o700)
    let reply = try await transport.run(NodeCall(["/bin/sh", path]))
    let results = script.split(String(decoding: reply.output, as: UTF8.self))
    var steps: [CloudInitReport.Step] = []
    for (command, result) in zip(script.commands, results) {
      // Behind a failed decisive command, or one that ended the shell, none was begun.
      let isOver =
        steps.contains { $0.outcome == .ended }
        || script.decisive.map { $0 < steps.count && steps[$0].outcome != .done } ?? false
      let outcome = isOver ? .skipped : outcome(result.status)
      steps.append(.init(shown(command), outcome, output: mask(result.output)))
    }
    if let last = steps.indices.last, case .ended = steps[last].outcome, reply.status == 0 {
      // The last command may end the shell: what it says is the status of all.
      steps[last].outcome = .done
    }
    report.steps += steps
    report.failure = failure(of: script, steps, in: section)
  }

  private func outcome(_ status: Int32?) -> CloudInitReport.Step.Outcome {
    switch status {
    case 0?: .done
    case let status?: .failed(status: status)
    case nil: .ended
    }
  }

  /// Where a command tells of success, it alone decides, as it does for whoever waits for the machine.
  /// Else every command of `runcmd` counts. `bootcmd` never does: cloud-init goes on behind it.
  private func failure(
    of script: CommandScript, _ steps: [CloudInitReport.Step], in section: String
  ) -> CloudInitReport.Step? {
    guard section == "runcmd" else { return nil }
    if let decisive = script.decisive {
      let step = steps[decisive]
      // One that was not reached fails for what ended the shell before it.
      if step.outcome == .skipped { return steps.first { $0.outcome == .ended } ?? step }
      return step.outcome == .done ? nil : step
    }
    return steps.first { $0.outcome != .done && $0.outcome != .skipped }
  }

  private func setTime(_ servers: [String], _ report: inout CloudInitReport) async throws {
    let reply = try await transport.run(NodeTime(servers: servers).call)
    let output = text(reply)
    // A machine without a client of its own keeps its host's time.
    if reply.status == NodeTime.noClient {
      report.warnings.append("ntp is left out: the machine has neither timesyncd nor chrony")
    } else {
      let outcome: CloudInitReport.Step.Outcome =
        reply.status == 0 ? .done : .failed(status: reply.status)
      report.steps.append(.init("set time servers", outcome, output: output))
    }
  }

  private func text(_ reply: NodeReply) -> String {
    mask(String(decoding: reply.output + reply.errorOutput, as: UTF8.self))
  }
}
