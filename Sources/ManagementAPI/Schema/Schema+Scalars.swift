// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension Schema {
  /// What is wrong with a number or a text of the right type.
  func scalarErrors(_ value: Value, _ path: Path) -> [FieldError] {
    switch value {
    case .int, .double: numberErrors(value, path)
    case .string(let text): textErrors(text, path)
    default: []
    }
  }

  private func numberErrors(_ value: Value, _ path: Path) -> [FieldError] {
    guard let number = value.double else { return [] }
    var errors: [FieldError] = []
    if let least = rules.minimum,
      number < least.value || (least.isExclusive && number == least.value)
    {
      let words = least.isExclusive ? "greater than" : "greater than or equal to"
      errors.append(invalid(value, path, "should be \(words) \(least.text)"))
    }
    if let most = rules.maximum, number > most.value || (most.isExclusive && number == most.value) {
      let words = most.isExclusive ? "less than" : "less than or equal to"
      errors.append(invalid(value, path, "should be \(words) \(most.text)"))
    }
    if let step = rules.multipleOf, (number / step) != (number / step).rounded() {
      errors.append(invalid(value, path, "should be a multiple of \(JSON.text(.double(step)))"))
    }
    return errors
  }

  private func textErrors(_ text: String, _ path: Path) -> [FieldError] {
    var errors = shapeError(text, path).map { [$0] } ?? []
    if let format = rules.format, !TextFormat.fits(text, format) {
      errors.append(
        .invalid(
          "\(path)", .string(text), "\(path) in body must be of type \(format): \"\(text)\""))
    }
    return errors
  }

  /// Only the first thing that is wrong with a text's length and letters is told.
  private func shapeError(_ text: String, _ path: Path) -> FieldError? {
    if let most = rules.lengths.most, text.unicodeScalars.count > most {
      return .tooLong("\(path)", bytes: most)
    }
    if let least = rules.lengths.least, text.unicodeScalars.count < least {
      return invalid(.string(text), path, "should be at least \(least) chars long")
    }
    guard let pattern = rules.pattern, !pattern.matches(text) else { return nil }
    return invalid(.string(text), path, "should match '\(pattern.text)'")
  }
}
