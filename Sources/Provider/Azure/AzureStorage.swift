// SPDX-License-Identifier: Apache-2.0

import API
import Manifest

/// The disks of a machine, and the image that it starts from. Pure.
struct AzureStorage: Sendable {
  let machine: AzureMachineValues

  private var spec: Value { machine.spec }

  var value: Value {
    let disks = (spec["dataDisks"]?.list ?? []).enumerated().map { dataDisk($1, $0) }
    return .fields([
      ("imageReference", AzureImage(machine: machine).reference), ("osDisk", systemDisk),
      ("dataDisks", disks.isEmpty ? Value?.none : .list(disks)),
    ])
  }

  private var systemDisk: Value {
    let disk = spec["osDisk"] ?? [:]
    let local = disk["diffDiskSettings"]
    return .fields([
      ("name", .string("\(machine.name)_OSDisk")), ("osType", disk["osType"]),
      ("createOption", "FromImage"), ("deleteOption", "Delete"),
      ("diskSizeGB", disk["diskSizeGB"]), ("caching", caching(disk, isLocal: local != nil)),
      ("managedDisk", managed(disk["managedDisk"])),
      (
        "diffDiskSettings",
        local.map { .fields([("option", $0["option"]), ("placement", $0["placement"])]) }
      ),
    ])
  }

  /// What is on the machine itself can only be read ahead.
  private func caching(_ disk: Value, isLocal: Bool) -> Value? {
    isLocal ? "ReadOnly" : disk["cachingType"]
  }

  private func dataDisk(_ disk: Value, _ index: Int) -> Value {
    .fields([
      ("name", .string("\(machine.name)_\(disk.said("nameSuffix") ?? "\(index)")")),
      ("lun", disk["lun"] ?? .int(Int64(index))), ("createOption", "Empty"),
      ("deleteOption", "Delete"), ("diskSizeGB", disk["diskSizeGB"]),
      ("caching", disk["cachingType"]), ("managedDisk", managed(disk["managedDisk"])),
    ])
  }

  private func managed(_ disk: Value?) -> Value? {
    guard let disk, disk.map?.isEmpty == false else { return nil }
    let profile = disk["securityProfile"].map { profile in
      Value.fields([
        ("securityEncryptionType", profile["securityEncryptionType"]),
        ("diskEncryptionSet", profile["diskEncryptionSet"]),
      ])
    }
    return .fields([
      ("storageAccountType", disk["storageAccountType"]),
      ("diskEncryptionSet", disk["diskEncryptionSet"]), ("securityProfile", profile),
    ])
  }
}

/// The image that a machine starts from. Pure.
struct AzureImage: Sendable {
  let machine: AzureMachineValues

  private var image: Value { machine.spec["image"] ?? [:] }

  var reference: Value {
    if let id = Value.id(image.said("id")) { return id }
    if let gallery = image["sharedGallery"] { return Self.gallery(gallery, gallery) }
    if let gallery = image["computeGallery"] { return Self.computeGallery(gallery) }
    if let offer = image["marketplace"] {
      return .fields(["publisher", "offer", "sku", "version"].map { ($0, offer[$0]) })
    }
    return usual
  }

  /// Others than Microsoft's own want to be told that one agrees to their terms.
  var plan: Value? {
    if let offer = image["marketplace"], offer["thirdPartyImage"]?.bool == true {
      return Self.plan(offer)
    }
    if let gallery = image["sharedGallery"], gallery.said("publisher") != nil {
      return Self.plan(gallery)
    }
    return image["computeGallery"]?["plan"].map(Self.plan)
  }

  private static func plan(_ value: Value) -> Value {
    .fields([
      ("publisher", value["publisher"]), ("product", value["offer"]), ("name", value["sku"]),
    ])
  }

  private static func computeGallery(_ gallery: Value) -> Value {
    guard gallery.said("resourceGroup") == nil else { return self.gallery(gallery, gallery) }
    let words = ["gallery", "name", "version"].map { gallery.said($0) ?? "" }
    return [
      "communityGalleryImageId":
        .string("/CommunityGalleries/\(words[0])/Images/\(words[1])/Versions/\(words[2])")
    ]
  }

  private static func gallery(_ gallery: Value, _ place: Value) -> Value {
    let words = ["subscriptionID", "resourceGroup", "gallery", "name", "version"].map {
      gallery.said($0) ?? ""
    }
    return [
      "id": .string(
        "/subscriptions/\(words[0])/resourceGroups/\(words[1])/providers/Microsoft.Compute"
          + "/galleries/\(words[2])/images/\(words[3])/versions/\(words[4])")
    ]
  }

  /// What Cluster API's people publish: for newer versions in a gallery of their own.
  private var usual: Value {
    let version = (machine.machine?.version ?? "").drop { $0 == "v" }
    let parts = version.split(separator: ".")
    let minor = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    guard minor < 27 else {
      return [
        "communityGalleryImageId":
          .string(
            "/CommunityGalleries/ClusterAPI-f72ceb4f-5159-4c26-a0fe-2ea738f0d019"
              + "/Images/capi-ubun2-2404/Versions/\(version)")
      ]
    }
    let word = "k8s-\(parts.joined(separator: "dot"))-ubuntu-1804"
    return [
      "publisher": "cncf-upstream", "offer": "capi", "sku": .string(word), "version": "latest",
    ]
  }
}
