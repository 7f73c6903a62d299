// Where parameters start, from JavaScript.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "binding/js_value.h"
#include "solver/spec.h"

namespace lacuna {

/// Of a matrix, or of a parameter.
struct Shape {
  std::uint32_t rows;
  std::uint32_t cols;

  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(rows) * cols; }
  [[nodiscard]] Shape square(const Over& over) const {
    const std::uint32_t order = Transform(over, rows, cols).order();
    return {order, order};
  }
};

/// A width, or any number of rows or columns.
std::uint32_t widthFromJs(const JsValue& value);

/// `parameters`: the shape of every parameter that the start is for.
Start startFromJs(const JsValue& start, const std::vector<Shape>& parameters);

}  // namespace lacuna
