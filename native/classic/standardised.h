// Observed values in standard units, in the order of rows and in that of columns.
#pragma once

#include <cstdint>
#include <vector>

#include "classic/entries.h"

namespace lacuna::classic {

/// z = (x − mean)/deviation of the observed values; a deviation of 1 when they are all equal. What
/// a method adds in these units (a penalty, a precision) means the same in any units of x.
struct Standardised {
  double mean;
  double deviation;
  std::vector<float> by_rows;
  std::vector<float> by_cols;

  explicit Standardised(const Entries& observed);
};

/// The places of all entries, in the order of rows.
std::vector<Place> placesOf(const Entries& observed);

/// How a new estimate of the observed entries stands to the one before and to the values.
struct Comparison {
  double change;      // ‖new − before‖/‖new‖; 0 where the new one is 0
  double mean_error;  // mean of (new − value)²
};

/// before += share·(now − before), compared; sums in double over ascending entries.
Comparison moveTowards(std::vector<float>& before, const std::vector<float>& now,
                       const std::vector<float>& values, float share);

}  // namespace lacuna::classic
