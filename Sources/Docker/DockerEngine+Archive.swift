// SPDX-License-Identifier: Apache-2.0

package import Archive
import HTTP
import Log

extension DockerEngine {
  /// Puts files into a folder of a container, which has to be there; those of the same name are
  /// replaced. They belong to root. What is mounted over the folder only at run time, such as a tmpfs,
  /// stays as it is.
  package func putFiles(
    _ files: [TarFile], into folder: String, of container: String
  ) async throws(DockerError) {
    let action = "put files into \(folder) of container \(container)"
    let archive: [UInt8]
    do throws(ArchiveError) {
      archive = try Tar.pack(files)
    } catch {
      throw DockerError(action, error.cause)
    }
    var request = try await request(
      "PUT", "/containers/\(container)/archive", [("path", folder)], to: action)
    request.headers["Content-Type"] = "application/x-tar"
    request.body = .bytes(archive)
    let response = try await stream(request, to: action)
    _ = try await collect(response.body, upTo: 1 << 20, to: action)
  }

  /// A file or folder of a container, with all that is in it.
  package func getFiles(
    _ path: String, of container: String, within limits: Limits = Limits()
  ) async throws(DockerError) -> [TarFile] {
    let action = "get \(path) of container \(container)"
    let request = try await request(
      "GET", "/containers/\(container)/archive", [("path", path)], to: action)
    let body = try await stream(request, to: action).body
    let archive = try await collect(body, upTo: 256 << 20, to: action)
    do throws(ArchiveError) {
      return try Tar.unpack(archive, within: limits)
    } catch {
      throw DockerError(action, error.cause)
    }
  }
}
