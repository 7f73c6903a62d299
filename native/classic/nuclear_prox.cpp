#include "classic/nuclear_prox.h"

#include <numeric>

namespace lacuna::classic {

Triplets nuclearProx(PartialSvd& svd, std::span<const float> z, double tau) {
  Triplets triplets = svd.above(z, tau);
  for (double& s : triplets.s) {
    s -= tau;
  }
  return triplets;
}

double nuclearNorm(const Triplets& x) { return std::accumulate(x.s.begin(), x.s.end(), 0.0); }

Factors factorsOf(const Triplets& x) {
  Factors factors{x.u, x.v, x.count};
  for (std::size_t k = 0; k < factors.left.size(); ++k) {
    factors.left[k] *= static_cast<float>(x.s[k % x.count]);
  }
  return factors;
}

}  // namespace lacuna::classic
