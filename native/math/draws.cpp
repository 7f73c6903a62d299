#include "math/draws.h"

#include <cmath>

#include "math/powers.h"

namespace lacuna::math {
double Draws::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  const auto words = key_.words(line_, next_++);
  const auto pair = normalPair(words[0], words[1]);
  spare_ = pair[1];
  has_spare_ = true;
  return pair[0];
}

double drawGamma(Draws& draws, double shape) {
  const double d = shape - 1.0 / 3.0;
  const double c = 1.0 / std::sqrt(9.0 * d);
  for (;;) {
    const double x = draws.normal();
    const double root = 1.0 + c * x;
    const double v = root * root * root;
    const double u = draws.uniform();
    if (v > 0.0 && naturalLog(u) < 0.5 * x * x + d - d * v + d * naturalLog(v)) {
      return d * v;
    }
  }
}

}  // namespace lacuna::math
