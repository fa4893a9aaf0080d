// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import HTTP

struct URLTests {
  @Test(arguments: [
    ("https://me:secret@host:8443/a?b=c", "https://host:8443/a?b=c"),
    (
      "http://host/?token=abc&watch=1&client_secret=x",
      "http://host/?token=***&watch=1&client_secret=***"
    ),
    ("https://me:p@ss/word@host/path", "https://host/path"),
    ("me:secret@host", "host"),
    ("https://host/a#fragment", "https://host/a"),
    ("https://ho\nst/", "https://ho?st/"),
  ])
  func `an error shows a URL without its secrets`(url: String, shown: String) {
    #expect(redactedURL(url) == shown)
  }
}
