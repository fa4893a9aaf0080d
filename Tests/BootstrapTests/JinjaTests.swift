// SPDX-License-Identifier: Apache-2.0

import Bootstrap
import Manifest
import Testing

/// What is put for expressions, seen through the one file of a cloud-config.
struct JinjaTests {
  static let data = InstanceData(
    metaData: Fixtures.yaml(
      "{instance-id: i-1, local-hostname: cp-0, ports: [80, 443], spot: true, nothing: null}"),
    v1: Fixtures.yaml("{region: westeurope, cloud-name: azure}"))

  private static func rendered(_ text: String, header: String = "## template: jinja") throws
    -> String
  {
    let userData = "\(header)\n#cloud-config\nruncmd:\n- |\n  \(text)\n"
    let config = try CloudConfig(userData: Array(userData.utf8), for: data)
    guard case .commands(_, let commands)? = config.steps.first else { return "" }
    return String(commands[0].dropLast())
  }

  @Test(arguments: [
    ("{{ ds.meta_data.local_hostname }}", "cp-0"), ("{{ ds.meta_data['local_hostname'] }}", "cp-0"),
    (#"{{ ds.meta_data["local_hostname"] }}"#, "cp-0"),
    ("{{ds.meta_data['local-hostname']}}", "cp-0"),
    (#"{{ ds["meta_data"] . local_hostname }}"#, "cp-0"), ("{{ v1.local_hostname }}", "cp-0"),
    ("{{ v1.instance_id }}-{{ v1.region }}", "i-1-westeurope"), ("{{ local_hostname }}", "cp-0"),
    ("{{ v1.cloud_name }}", "azure"), ("{{ ds.meta_data.ports[1] }}", "443"),
    ("{{ ds.meta_data.ports.0 }}", "80"), ("{{ ds.meta_data.spot }}", "True"),
    ("a { b } {c} $${d} {", "a { b } {c} $${d} {"), ("}} %} #}", "}} %} #}"),
    ("a{{ v1.region }}{{ v1.region }}b", "awesteuropewesteuropeb"),
  ])
  func `an expression becomes its value`(text: String, result: String) throws {
    #expect(try Self.rendered(text) == result)
  }

  @Test(arguments: [
    ("{{ ds.meta_data.nope }}", "line 5: this machine has no value for {{ ds.meta_data.nope }}"),
    (
      "{{ ds.meta_data.nothing }}",
      "line 5: this machine has no value for {{ ds.meta_data.nothing }}"
    ),
    (
      "{{ ds.meta_data.ports[2] }}",
      "line 5: this machine has no value for {{ ds.meta_data.ports[2] }}"
    ),
    ("{{ ds.meta_data }}", "line 5: {{ ds.meta_data }} is not one value"),
    ("{{ v1.region | upper }}", "line 5: {{ v1.region | upper }} is Jinja that is not supported"),
    ("{{ 1 + 1 }}", "line 5: {{ 1 + 1 }} is Jinja that is not supported"),
    ("{{ ds['a }}", "line 5: {{ ds['a }} is Jinja that is not supported"),
    ("{{ }}", "line 5: {{ }} is Jinja that is not supported"),
    ("{{ v1.region", "line 5: {{ is not closed"),
    ("{% if x %}", "line 5: {% is Jinja that is not supported"),
    ("${#array[@]}", "line 5: {# is Jinja that is not supported"),
  ])
  func `what is no name of a value is refused by its line`(text: String, cause: String) {
    let error = #expect(throws: BootstrapError.self) { try Self.rendered(text) }
    #expect(error?.cause == cause)
  }

  @Test(arguments: ["##template:jinja", "## Template: JINJA ", "##  template  :  jinja"])
  func `the header may be written loosely`(header: String) throws {
    #expect(try Self.rendered("{{ v1.region }}", header: header) == "westeurope")
  }

  @Test
  func `without the header nothing is replaced`() throws {
    let config = try CloudConfig(
      userData: Array("#cloud-config\nruncmd: ['echo {{ v1.region }} {% %}']\n".utf8),
      for: Self.data)
    guard case .commands(_, let commands)? = config.steps.first else {
      Issue.record("no commands")
      return
    }
    #expect(commands == ["echo {{ v1.region }} {% %}"])
  }
}
