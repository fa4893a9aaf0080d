// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CommandLine

struct ParsingTests {
  private static let plain = "ns=default v=false w=false o=- c=3 f=- l=[] args=[\"a\"]"

  @Test(arguments: [
    ("get a", plain),
    ("get a -f x", plain.replacing("f=-", with: "f=x")),
    ("get a -fx", plain.replacing("f=-", with: "f=x")),
    ("get a -f=x", plain.replacing("f=-", with: "f=x")),
    ("get a --file=x", plain.replacing("f=-", with: "f=x")),
    ("get a --file x", plain.replacing("f=-", with: "f=x")),
    ("get a --file=", plain.replacing("f=-", with: "f=")),
    ("get a --file=a=b", plain.replacing("f=-", with: "f=a=b")),
    ("get a --file -w", plain.replacing("f=-", with: "f=-w")),
    ("get a -f x --file y", plain.replacing("f=-", with: "f=y")),
    ("get -l 1 a -l2 --label=3", plain.replacing("[] ", with: #"["1", "2", "3"] "#)),
    ("get --wide a", plain.replacing("w=false", with: "w=true")),
    ("get --broad a", plain.replacing("w=false", with: "w=true")),
    ("get a --wide=false", plain), ("get a --wide --wide=0", plain),
    ("get a -wv", plain.replacing("=false", with: "=true")),
    ("get a -wvf x", plain.replacing("=false", with: "=true").replacing("f=-", with: "f=x")),
    ("get a -n=b -o json -c 7", "ns=b v=false w=false o=json c=7 f=- l=[] args=[\"a\"]"),
    ("-n b get a", plain.replacing("ns=default", with: "ns=b")),
    ("get a -", plain.replacing(#"["a"]"#, with: #"["a", "-"]"#)),
    ("get a -- -w --file get", plain.replacing(#"["a"]"#, with: #"["a", "-w", "--file", "get"]"#)),
    ("get -- a", plain), ("get a -c -7", plain.replacing("c=3", with: "c=-7")),
  ])
  func `words are read as kubectl reads them`(_ line: String, _ output: String) async throws {
    let words = line.split(separator: " ").map(String.init)
    var parser = WordParser(root: Sample.root)
    try parser.read(words)
    #expect(parser.path.map(\.name) == ["sample", "get"])
    #expect(try await answer(words) == Answer(output: output + "\n"))
  }

  @Test func `the environment gives a default, which a flag overrides`() async throws {
    let environment = ["SAMPLE_COUNT": "9"]
    let inherited = try await answer(["get", "a"], environment: environment)
    #expect(inherited.output == Self.plain.replacing("c=3", with: "c=9") + "\n")
    let given = try await answer(["get", "a", "-c4"], environment: environment)
    #expect(given.output == Self.plain.replacing("c=3", with: "c=4") + "\n")
    let wrong = try await answer(["get", "a"], environment: ["SAMPLE_COUNT": "many"])
    #expect(
      wrong.words.hasPrefix(
        "error: cannot run sample get: "
          + "SAMPLE_COUNT in the environment takes a whole number, not \"many\"\n"))
  }

  @Test(arguments: [
    ("gte", "sample: unknown command \"gte\"", "did you mean \"get\"?"),
    ("ge", "sample: unknown command \"ge\"", "did you mean \"get\"?"),
    ("xyz", "sample: unknown command \"xyz\"", "see sample --help"),
    ("secre", "sample: unknown command \"secre\"", "see sample --help"),
    ("group leave", "sample group: unknown command \"leave\"", "did you mean \"leaf\"?"),
    ("get a --flie x", "sample get: unknown flag --flie", "did you mean --file?"),
    ("get a --namspace=x", "sample get: unknown flag --namspace", "did you mean --namespace?"),
    ("get a --zzz", "sample get: unknown flag --zzz", "see sample get --help"),
    ("--wide get a", "sample: unknown flag --wide", "see sample --help"),
    ("get a -wx", "sample get: unknown flag -x in -wx", "see sample get --help"),
    ("get a --file", "sample get: --file needs a value", "see sample get --help"),
    ("get a -f", "sample get: --file needs a value", "see sample get --help"),
    ("get", "sample get: KIND is missing", "see sample get --help"),
    (
      "group leaf a b", "sample group leaf: unexpected argument \"b\"",
      "see sample group leaf --help"
    ),
    (
      "get a -o xml", "sample get: --output takes json or yaml, not \"xml\"",
      "see sample get --help"
    ),
    ("get a -c x", "sample get: --count takes a whole number, not \"x\"", "see sample get --help"),
    ("get a -w=2", "sample get: --wide takes true or false, not \"2\"", "see sample get --help"),
    ("get a --=x", "sample get: unknown flag --", "see sample get --help"),
  ])
  func `a wrong command line is refused`(_ line: String, _ cause: String, _ hint: String)
    async throws
  {
    let expected = Answer(words: "error: cannot run \(cause)\nhint: \(hint)\n", code: 2)
    #expect(try await answer(line.split(separator: " ").map(String.init)) == expected)
  }

  @Test(arguments: [("fail", 1), ("fail -v", 130), ("secret", 3), ("group leaf", 0)])
  func `a command ends with its exit code`(_ line: String, _ code: Int32) async throws {
    #expect(try await answer(line.split(separator: " ").map(String.init)).code == code)
  }

  @Test(arguments: [
    ("kitten", "sitting", 3), ("get", "gte", 1), ("", "abc", 3), ("abc", "abc", 0), ("ab", "ba", 1),
  ])
  func `the edit distance counts a swap as one`(_ one: String, _ other: String, _ distance: Int) {
    #expect(one.editDistance(to: other) == distance)
    #expect(other.editDistance(to: one) == distance)
  }
}
