#include "classic/singular_map.h"

namespace lacuna::classic {
namespace {

constexpr double kHighest = 1e12;  // thresholds, relative to the largest singular value
constexpr int kHalvings = 60;

}  // namespace

double threshold(const SingularMap& map, double lambda) {
  double high = 1.0;
  while (high < kHighest && !(map.shrink(high, lambda) > 0.0)) {
    high *= 2.0;
  }
  double low = 0.0;
  for (int k = 0; k < kHalvings; ++k) {
    const double middle = 0.5 * (low + high);
    (map.shrink(middle, lambda) > 0.0 ? high : low) = middle;
  }
  return low;
}

}  // namespace lacuna::classic
