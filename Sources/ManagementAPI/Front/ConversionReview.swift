// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// What an API server asks of the webhook that its CustomResourceDefinitions name: objects of ours in
/// another version. Nothing is read but what the question holds, and nothing kept.
struct ConversionReview {
  private let review: Value
  private let catalog: Catalog

  init(_ body: [UInt8], _ catalog: Catalog) throws(StatusError) {
    do throws(ManifestError) {
      review = try JSON.parse(body, name: "the body")
    } catch {
      throw .badRequest("\(error)")
    }
    guard review["kind"]?.string == "ConversionReview", review["request", "uid"]?.string != nil
    else { throw .badRequest("the body is no ConversionReview with a request") }
    self.catalog = catalog
  }

  /// All objects or none: one that cannot be converted is named in the result.
  var answer: Value {
    var response: Value = ["uid": review["request", "uid"] ?? ""]
    do throws(StatusError) {
      response["convertedObjects"] = .list(try converted())
      response["result"] = ["status": "Success"]
    } catch {
      response["result"] = ["status": "Failure", "message": .string(error.message)]
    }
    return [
      "apiVersion": review["apiVersion"] ?? "apiextensions.k8s.io/v1", "kind": "ConversionReview",
      "response": response,
    ]
  }

  private func converted() throws(StatusError) -> [Value] {
    let wanted = review["request", "desiredAPIVersion"]?.string ?? ""
    guard let version = GroupVersion(wanted) else {
      throw .badRequest("desiredAPIVersion \"\(wanted)\" is no version")
    }
    var converted: [Value] = []
    for object in review["request", "objects"]?.list ?? [] {
      converted.append(try self.converted(object, to: version))
    }
    return converted
  }

  private func converted(_ object: Value, to version: GroupVersion) throws(StatusError) -> Value {
    let kind = GroupKind(group: version.group, kind: object["kind"]?.string ?? "")
    guard let convert = catalog.find(kind)?.convert else {
      throw .badRequest("cannot convert \(Object(object)): \(kind) is no kind of ours")
    }
    do throws(StatusError) {
      return try convert(object, version.version)
    } catch {
      throw .badRequest("cannot convert \(Object(object)): \(error.message)")
    }
  }
}
