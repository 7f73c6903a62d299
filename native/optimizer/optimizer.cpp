#include "optimizer/optimizer.h"

#include "optimizer/adam.h"
#include "optimizer/gradient_descent.h"
#include "optimizer/group_rmsprop.h"
#include "optimizer/irprop.h"

namespace lacuna {
namespace {

/// What all makers are given.
struct Plan {
  Memory& memory;
  std::uint32_t batch;
  const std::vector<Parameter>& parameters;
};

std::unique_ptr<Optimizer> make(const Plan& plan, const AdamSpec& spec) {
  return std::make_unique<Adam>(plan.memory, plan.batch, plan.parameters, spec);
}

std::unique_ptr<Optimizer> make(const Plan& /*plan*/, const GradientDescentSpec& spec) {
  return std::make_unique<GradientDescent>(spec);
}

std::unique_ptr<Optimizer> make(const Plan& plan, const GroupRmspropSpec& spec) {
  return std::make_unique<GroupRmsprop>(plan.memory, plan.batch, plan.parameters, spec);
}

std::unique_ptr<Optimizer> make(const Plan& plan, const IrpropSpec& spec) {
  return std::make_unique<Irprop>(plan.memory, plan.batch, plan.parameters, spec);
}

}  // namespace

std::unique_ptr<Optimizer> makeOptimizer(Memory& memory, std::uint32_t batch,
                                         const std::vector<Parameter>& parameters,
                                         const OptimizerSpec& spec) {
  const Plan plan{memory, batch, parameters};
  return std::visit([&](const auto& kind) { return make(plan, kind); }, spec);
}

}  // namespace lacuna
