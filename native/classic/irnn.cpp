#include "classic/irnn.h"

#include <algorithm>

namespace lacuna::classic {
namespace {

class ReweightedMap final : public SingularMap {
 public:
  explicit ReweightedMap(const RankPenalty& penalty) : penalty_(penalty) {}

  [[nodiscard]] double shrink(double s, double lambda) const override {
    return std::max(s - slopeOf(penalty_, s, lambda), 0.0);
  }
  [[nodiscard]] double penalty(double s, double lambda) const override {
    return valueOf(penalty_, s, lambda);
  }

 private:
  RankPenalty penalty_;
};

}  // namespace

std::unique_ptr<SingularMap> reweightedMap(const RankPenalty& penalty) {
  return std::make_unique<ReweightedMap>(penalty);
}

std::unique_ptr<Method> makeMethod(const IrnnSpec& spec, const Context& context) {
  return makeThresholdPath(spec.path, reweightedMap(spec.penalty), std::make_unique<NoMomentum>(),
                           context);
}

std::uint64_t methodBytes(const IrnnSpec& spec, const Extent& extent) {
  return thresholdPathBytes(spec.path, extent);
}

}  // namespace lacuna::classic
