// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

extension WebServer.Options {
  /// The file of who may enter, in nginx's words.
  var passwords: String {
    users.map { "\($0.key):{PLAIN}\($0.value)\n" }.joined()
  }

  /// nginx's configuration.
  func settings(port: Int, socket: String, in directory: URL) throws -> String {
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map {
      "  \($0)_temp_path \(directory.path)/\($0);"
    }
    return """
      daemon off;
      worker_processes 1;
      pid \(directory.path)/pid;
      error_log stderr;
      \(geteuid() == 0 ? "user root;" : "")
      events { worker_connections 512; }
      http {
      \(temporary.joined(separator: "\n"))
        log_format short '$request_method $request_uri $status';
        access_log \(directory.path)/requests short;
        client_max_body_size 0;
        default_type application/octet-stream;
        server {
          listen unix:\(socket);
          listen 127.0.0.1:\(port)\(identity == nil ? "" : " ssl http2");
          \((tls + access(directory) + directives).joined(separator: "\n    "))
          root \((files ?? directory.appending(path: "empty")).path);
          \(try git(directory).joined(separator: "\n    "))
        }
      }
      """
  }

  private var tls: [String] {
    var lines: [String] = []
    if let identity {
      lines.append("ssl_certificate \(identity.certificate.path);")
      lines.append("ssl_certificate_key \(identity.key.path);")
    }
    if let clientCA {
      lines.append("ssl_client_certificate \(clientCA.path);")
      lines.append("ssl_verify_client on;")
    }
    return lines
  }

  private func access(_ directory: URL) -> [String] {
    var lines: [String] = []
    if !users.isEmpty {
      lines.append("auth_basic test;")
      lines.append("auth_basic_user_file \(directory.path)/passwords;")
    }
    if let bearerToken {
      lines.append("if ($http_authorization != \"Bearer \(bearerToken)\") { return 401; }")
    }
    return lines
  }

  private func git(_ directory: URL) throws -> [String] {
    guard let repositories else { return [] }
    let parameters = [
      "SCRIPT_FILENAME": try Part.path("git-http-backend"),
      "GIT_PROJECT_ROOT": repositories.path,
      "GIT_HTTP_EXPORT_ALL": "1",
      "GIT_PROTOCOL": "$http_git_protocol",
      "PATH_INFO": "$1",
      // Whoever has come this far may push.
      "REMOTE_USER": "test",
      "REMOTE_ADDR": "$remote_addr",
      "REQUEST_METHOD": "$request_method",
      "QUERY_STRING": "$query_string",
      "CONTENT_TYPE": "$content_type",
      "CONTENT_LENGTH": "$content_length",
    ]
    return ["location ~ ^/git(/.*)$ {", "  fastcgi_pass unix:\(directory.path)/git.sock;"]
      + parameters.sorted { $0.key < $1.key }.map { "  fastcgi_param \($0.key) \($0.value);" }
      + ["}"]
  }
}
