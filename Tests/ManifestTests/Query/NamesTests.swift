// SPDX-License-Identifier: Apache-2.0

import Manifest
import Testing

struct NamesTests {
  private static let label =
    "must be lower-case letters, digits and '-', beginning and ending with a letter or a digit, "
    + "as in 'my-name'"
  private static let subdomain =
    "must be lower-case letters, digits, '-' and '.', each part beginning and ending with a letter "
    + "or a digit, as in 'example.com'"
  private static let spelling =
    "must be letters, digits, '-', '_' and '.', beginning and ending with a letter or a digit, "
    + "as in 'my.name'"

  @Test(arguments: ["a", "a-b", "0", "a0-9", String(repeating: "a", count: 63)])
  func `a DNS label is accepted`(name: String) {
    #expect(Names.dnsLabel(name) == nil)
    #expect(Names.dnsSubdomain(name) == nil)
    #expect(Names.qualifiedName(name) == nil)
    #expect(Names.labelValue(name) == nil)
  }

  @Test(arguments: ["A", "-a", "a-", "a.b", "a_b", "é", "a b", "a\n", "a\0"])
  func `what is no DNS label is refused`(name: String) {
    #expect(Names.dnsLabel(name) == Self.label)
  }

  @Test(arguments: ["A", ".a", "a.", "a..b", "a.-b", "a_b", "a/b"])
  func `what is no DNS subdomain is refused`(name: String) {
    #expect(Names.dnsSubdomain(name) == Self.subdomain)
  }

  @Test func `lengths are limited in bytes`() {
    let long = String(repeating: "a", count: 64)
    #expect(Names.dnsLabel("") == "must not be empty")
    #expect(Names.dnsLabel(long) == "must be no more than 63 bytes")
    #expect(Names.labelValue(long) == "must be no more than 63 bytes")
    #expect(Names.labelValue("") == nil)
    #expect(Names.qualifiedName(long) == "name part must be no more than 63 bytes")
    #expect(Names.dnsSubdomain(String(repeating: "a.", count: 126) + "a") == nil)
    #expect(
      Names.dnsSubdomain(String(repeating: "a.", count: 127)) == "must be no more than 253 bytes")
  }

  @Test(arguments: [
    ("", "name part must not be empty"),
    ("a/", "name part must not be empty"),
    ("/a", "prefix part must not be empty"),
    ("A/a", "prefix part \(subdomain)"),
    ("a/b/c", "must be a name with at most one prefix, as in 'example.com/my-name'"),
    ("a/-b", "name part \(spelling)"),
    ("a b", "name part \(spelling)"),
    ("example.com/A_b.C", nil),
  ])
  func `a qualified name may have a prefix`(name: String, cause: String?) {
    #expect(Names.qualifiedName(name) == cause)
  }

  @Test(arguments: ["a.B_c-1", "0", "-a", "a_", "a/b", "ä"])
  func `label values have letters at their ends`(value: String) {
    let isRight = value == "a.B_c-1" || value == "0"
    #expect(Names.labelValue(value) == (isRight ? nil : Self.spelling))
  }
}
