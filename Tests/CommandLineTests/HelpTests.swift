// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CommandLine

struct HelpTests {
  private static let get = """
    Show things.

    Shows the things that there are.

    There may be none.

    Examples:
      # Show all
      sample get

      # One
      sample get a

    Options:
        -c, --count=3:
            How many. (environment: SAMPLE_COUNT)

        -f, --file='':
            A file.

        -l, --label=[]:
            Labels, any number of them.

        -o, --output='':
            One of json or yaml.

        -w, --wide=false:
            Show more columns.

    Usage:
      sample get KIND [NAME...] [options]

    Use "sample --help" for the options of all commands.

    """

  private static let root = """
    A program for tests.

    Commands:
      get    Show things
      group  A group
      fail   Throws

    Options:
        -n, --namespace='default':
            Where.

        -v, --verbose=false:
            Say more.

    Usage:
      sample COMMAND [options]

    Use "sample COMMAND --help" for more about a command.

    """

  @Test(arguments: ["get --help", "get -h", "help get", "get a --help -w", "--help get"])
  func `help of a command is laid out as kubectl's`(_ line: String) async throws {
    let words = line.split(separator: " ").map(String.init)
    #expect(try await answer(words) == Answer(output: Self.get))
  }

  @Test(arguments: ["", "--help", "help"])
  func `help of the whole lists the commands`(_ line: String) async throws {
    let words = line.split(separator: " ").map(String.init)
    #expect(try await answer(words) == Answer(output: Self.root))
  }

  @Test(arguments: [40, 80])
  func `no line of prose is wider than the terminal`(_ width: Int) {
    let long = String(repeating: "some words ", count: 30)
    var verb = Verb(
      "verb", long, details: long + "\n\n" + long,
      takes: [
        Flag<Bool>.toggle("flag", help: long)
      ])
    verb.verbs = [Verb("a", long), Verb("longer", long)]
    let text = Help(path: [verb], width: width).text
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= width })
    #expect(text.split(separator: "\n").contains { $0.count > width - 8 })
  }

  @Test func `a word longer than the line stays whole`() {
    #expect("ab abcdefghij ab".wrapped(to: 5) == "ab\nabcdefghij\nab")
    #expect("".wrapped(to: 5) == "")
  }
}
