#include "classic/dnnr.h"

#include <cmath>

namespace lacuna::classic {
namespace {

class DoubleMap final : public SingularMap {
 public:
  DoubleMap(const RankPenalty& penalty, RootPower power) : penalty_(penalty), power_(power) {}

  [[nodiscard]] double shrink(double s, double lambda) const override {
    return powerProx(power_, s, slopeOf(penalty_, std::pow(s, valueOf(power_)), lambda));
  }
  [[nodiscard]] double penalty(double s, double lambda) const override {
    return valueOf(penalty_, std::pow(s, valueOf(power_)), lambda);
  }

 private:
  RankPenalty penalty_;
  RootPower power_;
};

}  // namespace

std::unique_ptr<SingularMap> doubleMap(const RankPenalty& penalty, RootPower power) {
  return std::make_unique<DoubleMap>(penalty, power);
}

std::unique_ptr<Method> makeMethod(const DnnrSpec& spec, const Context& context) {
  return makeThresholdPath(spec.path, doubleMap(spec.penalty, spec.power),
                           std::make_unique<NoMomentum>(), context);
}

std::uint64_t methodBytes(const DnnrSpec& spec, const Extent& extent) {
  return thresholdPathBytes(spec.path, extent);
}

}  // namespace lacuna::classic
