// X of a narrow chain in two factors.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "device/device.h"
#include "optimizer/parameter.h"
#include "solver/model.h"
#include "solver/spec.h"

namespace lacuna {

/// The narrowest inner width of a chain when that is below min(rows, cols), else nothing.
std::optional<std::uint32_t> narrowWidth(const Spec& spec);

/// One problem's chain, whose factors are the first of the parameters, cut at its narrowWidth:
/// the products before and behind the cut.
std::optional<Factors> chainFactors(Device& device, const Spec& spec,
                                    const std::vector<Parameter>& parameters,
                                    std::uint32_t problem);

}  // namespace lacuna
