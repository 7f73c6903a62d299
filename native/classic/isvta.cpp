#include "classic/isvta.h"

#include <algorithm>
#include <cmath>

namespace lacuna::classic {
namespace {

class SmoothedMap final : public SingularMap {
 public:
  SmoothedMap(double exponent, double epsilon) : p_(exponent), epsilon_(epsilon) {}

  [[nodiscard]] double shrink(double s, double lambda) const override {
    return std::max(s - lambda * p_ * std::pow(s + epsilon_, p_ - 1.0), 0.0);
  }
  [[nodiscard]] double penalty(double s, double lambda) const override {
    return lambda * (std::pow(s + epsilon_, p_) - std::pow(epsilon_, p_));
  }

 private:
  double p_;
  double epsilon_;
};

std::unique_ptr<Momentum> momentumOf(IterationKind iteration) {
  if (iteration == IterationKind::accelerated) {
    return std::make_unique<NesterovMomentum>();
  }
  return std::make_unique<NoMomentum>();
}

}  // namespace

std::unique_ptr<SingularMap> smoothedMap(double exponent, double epsilon) {
  return std::make_unique<SmoothedMap>(exponent, epsilon);
}

std::unique_ptr<Method> makeMethod(const IsvtaSpec& spec, const Context& context) {
  return makeThresholdPath(spec.path, smoothedMap(spec.exponent, spec.epsilon),
                           momentumOf(spec.iteration), context);
}

std::uint64_t methodBytes(const IsvtaSpec& spec, const Extent& extent) {
  return thresholdPathBytes(spec.path, extent);
}

}  // namespace lacuna::classic
