// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Manifest

/// One column of a table of objects.
package struct PrinterColumn: Sendable {
  package typealias Cell = @Sendable (_ object: Value, _ now: Time) -> Value

  package var name: String
  package var type: String
  package var format = ""
  package var description = ""
  /// 0 is always shown, more only where a client asks for wide output.
  package var priority: Int64 = 0
  /// Leads to what stands in a cell.
  package var path: String
  /// Works a cell out, where no path leads to it.
  package var cell: Cell?

  package init(_ name: String, _ type: String, path: String) {
    self.name = name
    self.type = type
    self.path = path
  }

  package init(
    _ name: String, _ type: String = "string", wide: Bool = false, _ cell: @escaping Cell
  ) {
    self.init(name, type, path: "")
    self.cell = cell
    priority = wide ? 1 : 0
  }

  /// A column of texts, empty where an object has none.
  static func field(_ title: String, _ keys: String...) -> PrinterColumn {
    PrinterColumn(title) { object, _ in
      var value: Value? = object
      for key in keys { value = value?[key] }
      return value ?? ""
    }
  }

  /// The column that says which object a row is of.
  static var name: PrinterColumn {
    var column = PrinterColumn("Name", "string", path: ".metadata.name")
    column.format = "name"
    column.description = "Name must be unique within a namespace."
    return column
  }

  /// How long the object has been there.
  static var age: PrinterColumn {
    var column = PrinterColumn("Age", "date", path: ".metadata.creationTimestamp")
    column.description = "How long ago the object was created."
    return column
  }
}
