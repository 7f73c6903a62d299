// The rank-one matrix that explains most of some entries.
#pragma once

#include <span>
#include <vector>

#include "classic/method.h"

namespace lacuna::classic {

/// left·rightᵀ, both of the same norm.
struct LeadingPair {
  std::vector<double> left;   // rows
  std::vector<double> right;  // cols
};

/// About the leading singular pair of a matrix R that is zero but for the observed entries
/// (`residuals`, in the order of rows), by power iteration from the row with the most in it, times
/// the factor s of least ‖P_Ω(s·left·rightᵀ) − R‖. Zero where R is.
LeadingPair leadingPair(const Context& context, std::span<const double> residuals);

}  // namespace lacuna::classic
