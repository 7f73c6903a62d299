#include "classic/gpg.h"

#include "classic/penalty_prox.h"

namespace lacuna::classic {
namespace {

class ProximalMap final : public SingularMap {
 public:
  explicit ProximalMap(const RankPenalty& penalty) : penalty_(penalty) {}

  [[nodiscard]] double shrink(double s, double lambda) const override {
    return penaltyProx(penalty_, s, lambda);
  }
  [[nodiscard]] double penalty(double s, double lambda) const override {
    return valueOf(penalty_, s, lambda);
  }

 private:
  RankPenalty penalty_;
};

}  // namespace

std::unique_ptr<SingularMap> proximalMap(const RankPenalty& penalty) {
  return std::make_unique<ProximalMap>(penalty);
}

std::unique_ptr<Method> makeMethod(const GpgSpec& spec, const Context& context) {
  return makeThresholdPath(spec.path, proximalMap(spec.penalty), std::make_unique<NoMomentum>(),
                           context);
}

std::uint64_t methodBytes(const GpgSpec& spec, const Extent& extent) {
  return thresholdPathBytes(spec.path, extent);
}

}  // namespace lacuna::classic
