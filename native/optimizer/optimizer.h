// What moves the parameters of a model.
#pragma once

#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

#include "device/device.h"
#include "optimizer/parameter.h"

namespace lacuna {

/// Adam (Kingma & Ba 2015, algorithm 1) on the loss plus weight_decay/2·‖w‖²: the gradient that the
/// moments see is g + weight_decay·w.
struct AdamSpec {
  double learning_rate;
  double beta1;
  double beta2;
  double epsilon;
  double weight_decay = 0.0;
};

/// w ← w − learning_rate·g.
struct GradientDescentSpec {
  double learning_rate;
};

/// v ← β·v + (1−β)·Σ‖g‖² over all parameters of a problem, w ← w − learning_rate·g / (√(v/(1−β^t))
/// + ε): gradient descent with one rate for all parameters (Arora et al. 2019).
struct GroupRmspropSpec {
  double learning_rate;
  double beta;
  double epsilon;
};

/// iRprop+ (Igel & Hüsken 2000): each entry has its own step Δ, which starts at initial_step, grows
/// by `increase` while its slope keeps its sign and shrinks by `decrease` when it changes, within
/// [min_step, max_step]; w ← w − Δ·sign(g), and back by the step before where the sign changed and
/// the loss rose.
struct IrpropSpec {
  double initial_step;
  double min_step;
  double max_step;
  double increase;
  double decrease;
};

using OptimizerSpec = std::variant<AdamSpec, GradientDescentSpec, GroupRmspropSpec, IrpropSpec>;

/// Takes the gradients of a step and updates the parameters, each as its gradient arrives or all at
/// the end. Between beginStep() and endStep() every entry of a parameter is given once, in whole
/// matrices or in blocks of rows, or none of it: it then stays as it is. The problems of a step
/// come all at once or, where their rates differ, in groups that stay the same for the step.
class Optimizer : public GradientSink {
 public:
  Optimizer() = default;
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;
  ~Optimizer() override = default;

  /// Must be called before the gradients of step t arrive; t counts from 1.
  virtual void beginStep(Device& device, std::uint64_t t) = 0;

  /// Must be called after the last gradient, with all loss terms (1×k) of the step, which may be
  /// there only after Device::finish(); then all parameters are updated.
  virtual void endStep(Problems problems, DoubleMatrix terms) = 0;

  /// What step t hands to kernels that another step does not, at the rate as it is.
  [[nodiscard]] virtual StepConstants constantsAt(std::uint64_t /*t*/) const { return {}; }

  /// What the learning rate is multiplied with for the problems of the next calls.
  void setRateScale(double scale) { rate_scale_ = scale; }

 protected:
  [[nodiscard]] double rateScale() const { return rate_scale_; }

 private:
  double rate_scale_ = 1.0;
};

/// Plans and allocates what it keeps of each parameter, found by Parameter::index (0 …
/// parameters.size() − 1).
std::unique_ptr<Optimizer> makeOptimizer(Memory& memory, std::uint32_t batch,
                                         const std::vector<Parameter>& parameters,
                                         const OptimizerSpec& spec);

}  // namespace lacuna
