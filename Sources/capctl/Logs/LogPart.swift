// SPDX-License-Identifier: Apache-2.0

/// One thing of several that a machine has written.
struct LogPart {
  let title: String
  let text: String
}

/// How much of each is shown.
struct LogTail {
  private let count: Int

  init(_ count: Int) { self.count = count }

  /// What prints the end of a kubelet's journal.
  var journal: String {
    "journalctl --no-pager -u kubelet -n \(count < 0 ? "all" : String(count)) 2>&1"
  }

  /// What prints what capctl left on a machine of what it did there.
  static let bootstrap = """
    cd /var/lib/capctl 2>/dev/null || { echo "not begun"; exit 0; }
    for name in done failed begun; do
      if [ -e "$name" ]; then echo "$name"; [ "$name" = begun ] || cat "$name"; exit 0; fi
    done
    echo "not begun"
    """

  /// The end of a text, without what would make a terminal do something.
  func end(of text: String) -> String {
    let lines = Self.plain(text).split(separator: "\n")
    return (count < 0 ? lines[...] : lines.suffix(count)).joined(separator: "\n")
  }

  static func plain(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.filter {
          $0 == "\n" || $0 == "\t" || $0.value >= 0x20 && $0.value != 0x7F
        }))
  }
}
