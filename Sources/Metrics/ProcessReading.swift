// SPDX-License-Identifier: Apache-2.0

import Glibc

extension MetricRegistry {
  /// Registers what every program tells Prometheus of itself.
  package func addProcess() {
    reading("process_resident_memory_bytes", "Memory that the process has in use.") {
      [([], ProcessReading.residentBytes)]
    }
    reading(
      "process_cpu_seconds_total", "Processor time that the process has used.", isCounter: true
    ) { [([], ProcessReading.processorSeconds)] }
    let start = ProcessReading.startSeconds
    reading("process_start_time_seconds", "When the process began, since 1970.") { [([], start)] }
  }
}

/// What the kernel says of this process.
enum ProcessReading {
  static var residentBytes: Double {
    // "resident set size", in pages, is the second number.
    let pages = text(of: "/proc/self/statm").split(separator: " ").dropFirst().first.flatMap {
      Double($0)
    }
    return (pages ?? 0) * Double(sysconf(Int32(_SC_PAGESIZE)))
  }

  static var processorSeconds: Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  static var startSeconds: Double {
    // The name, the second field, may hold spaces; what follows its bracket does not. The start is
    // field 22, in clock ticks since the machine began.
    let fields = text(of: "/proc/self/stat").split(separator: ")").last?.split(separator: " ") ?? []
    let ticks = fields.dropFirst(19).first.flatMap { Double($0) } ?? 0
    let boot = text(of: "/proc/stat").split(separator: "\n").first { $0.hasPrefix("btime ") }
    let began = boot?.split(separator: " ").last.flatMap { Double($0) } ?? 0
    return began + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  private static func text(of path: String) -> String {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe read(descriptor, $0.baseAddress, $0.count)
      }
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += buffer.prefix(count)
    }
  }
}
