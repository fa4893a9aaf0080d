// SPDX-License-Identifier: Apache-2.0

import Metrics
import TestKit
import Testing

struct MetricTests {
  @Test func `metrics are written as Prometheus reads them`() {
    let registry = MetricRegistry()
    let requests = registry.counter("requests_total", "Requests.", labels: ["verb", "code"])
    requests.add(1, "get", "200")
    requests.add(2, "get", "200")
    requests.add(1, "a\"b\\c\nd", "500")
    registry.gauge("open", "What is open.\nNow.").set(-1.5)
    registry.reading("objects", "Objects.", labels: ["kind"]) { [(["pods"], 3)] }
    #expect(
      registry.text == #"""
        # HELP objects Objects.
        # TYPE objects gauge
        objects{kind="pods"} 3
        # HELP open What is open.\nNow.
        # TYPE open gauge
        open -1.5
        # HELP requests_total Requests.
        # TYPE requests_total counter
        requests_total{verb="a\"b\\c\nd",code="500"} 1
        requests_total{verb="get",code="200"} 3

        """#)
  }

  @Test func `a histogram counts each measure in its bucket and all larger ones`() {
    let registry = MetricRegistry()
    let sizes = registry.histogram("sizes", "Sizes.", labels: ["k"], buckets: [1, 2.5])
    for size in [0.5, 1, 2, 7] { sizes.observe(size, "x") }
    #expect(
      registry.text == """
        # HELP sizes Sizes.
        # TYPE sizes histogram
        sizes_bucket{k="x",le="1"} 2
        sizes_bucket{k="x",le="2.5"} 3
        sizes_bucket{k="x",le="+Inf"} 4
        sizes_sum{k="x"} 10.5
        sizes_count{k="x"} 4

        """)
    #expect(sizes.count("x") == 4)
  }

  @Test func `counting from many threads loses nothing`() async {
    let counter = MetricRegistry().counter("n_total", "N.", labels: ["k"])
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<16 {
        group.addTask { for _ in 0..<1000 { counter.add(1, "x") } }
      }
    }
    #expect(counter.value("x") == 16_000)
  }

  @Test func `a process tells its memory, its time and its start`() throws {
    let registry = MetricRegistry()
    registry.addProcess()
    var values: [String: Double] = [:]
    for line in registry.text.split(separator: "\n") where !line.hasPrefix("#") {
      let words = line.split(separator: " ")
      values[String(words[0])] = Double(words[1])
    }
    let resident = try #require(values["process_resident_memory_bytes"])
    let other = Double(try Memory.resident())
    #expect(resident > other / 2 && resident < other * 2)
    #expect(try #require(values["process_cpu_seconds_total"]) > 0)
    #expect(try #require(values["process_start_time_seconds"]) > 1_600_000_000)
  }
}
