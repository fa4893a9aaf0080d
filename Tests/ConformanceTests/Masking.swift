// SPDX-License-Identifier: Apache-2.0

/// Takes out of what kubectl printed what no two servers, and no two runs, have in common.
enum Masking {
  static func masked(_ text: String) -> String {
    var text = text
    text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, with: "UID")
    text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/, with: "TIME")
    text.replace(/[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/, with: "TIME")
    text.replace(/(resourceVersion"?:|Resource Version:) *"?\d+"?/) { "\($0.output.1) RV" }
    text.replace(/https:\/\/[0-9.]+:\d+(\/[a-z0-9\/]*)?/, with: "SERVER")
    text.replace(/\/tmp\/[A-Za-z0-9._\/-]+/, with: "FILE")
    // Ages at the end of a line, and the spaces that their lengths make.
    text.replace(/(?m) +\d+(s|m|m\d+s)( +|$)/, with: " AGE")
    return text
  }
}
