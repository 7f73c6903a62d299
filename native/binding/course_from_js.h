// What changes or is measured in the course of a run, from JavaScript.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "binding/js_value.h"
#include "instrument/instruments_spec.h"
#include "regularizer/weight.h"

namespace lacuna {

inline constexpr std::uint64_t kMostWhole =
    (std::uint64_t{1} << 53U) - 1;  // of a JavaScript number

/// A whole number that may be left out.
std::optional<std::uint64_t> optionalFromJs(const JsValue& value);

/// A number, or { steps, values, interpolation }.
Weight weightFromJs(const JsValue& weight);

/// Instruments that are left out are never read. `entries` of all matrices, as many as of a truth.
InstrumentsSpec instrumentsFromJs(const JsValue& instruments, std::size_t entries);

/// A list of steps; none when it is left out.
std::vector<std::uint64_t> stepsFromJs(const JsValue& steps);

}  // namespace lacuna
