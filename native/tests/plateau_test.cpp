// Learning rates that follow the loss, and the decay of weights.
#include "optimizer/plateau.h"

#include <array>
#include <cmath>
#include <vector>

#include "check.h"
#include "problems.h"

namespace lacuna::test {
namespace {

constexpr PlateauSpec kSpec{.factor = 0.5, .patience = 2, .threshold = 0.1, .stop_below = 0.2};

double scaleAfter(const std::vector<double>& losses) {
  Plateau plateau;
  for (const double loss : losses) {
    plateau.watch(kSpec, loss);
  }
  return plateau.scale();
}

const Case kRule("the rate falls after more than `patience` steps without a better loss", [] {
  expectEqual(scaleAfter({10.0, 9.5, 9.5}), 1.0, "two steps");
  expectEqual(scaleAfter({10.0, 9.5, 9.5, 9.1}), 0.5, "three steps, none below 9");
  expectEqual(scaleAfter({10.0, 9.5, 9.5, 8.9, 8.9, 8.9}), 1.0, "the count begins anew");
  expectEqual(scaleAfter({10.0, 11, 11, 11, 11, 11, 11}), 0.25, "twice");
});

Spec plateauSpec() {
  Spec spec = chainSpec(17, 11, 2);
  spec.plateau = PlateauSpec{.factor = 0.1, .patience = 3, .threshold = 0.05, .stop_below = 0.05};
  spec.optimizer = AdamSpec{0.05, 0.9, 0.999, 1e-8, 1e-3};
  spec.stopping.steps = 2000;
  return spec;
}

const Case kStop("a run ends when its rate has fallen, each problem for itself", [] {
  const std::array samples{sample(17, 11, 1), sample(17, 11, 2), sample(17, 11, 3)};
  const std::vector<OptimizerSpec> optimizers{AdamSpec{0.05, 0.9, 0.999, 1e-8, 1e-3},
                                              GradientDescentSpec{2.0},
                                              GroupRmspropSpec{0.05, 0.9, 1e-8}};
  for (const OptimizerSpec& optimizer : optimizers) {
    Spec spec = plateauSpec();
    spec.optimizer = optimizer;
    const std::vector<Outcome> together = solveOnCpu(spec, joined(samples), 3, 2);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const Outcome alone = solveOnCpu(spec, samples[i], 1).front();
      expect(alone.stop_reason == StopReason::tolerance, "an end before the last step");
      expect(alone.steps < 2000, "fewer steps");
      expectEqual(together[i].steps, alone.steps, "steps in the batch");
      expectSameBits(together[i].x.matrix, alone.x.matrix, "matrix in the batch");
    }
  }
});

const Case kConstant("a plateau that never falls changes no bit", [] {
  Spec spec = plateauSpec();
  spec.stopping.steps = 30;
  spec.plateau->patience = 1000;
  const Sample observed = sample(17, 11, 1);
  const Outcome with = solveOnCpu(spec, observed, 1).front();
  spec.plateau.reset();
  expectSameBits(with.x.matrix, solveOnCpu(spec, observed, 1).front().x.matrix, "matrix");
});

/// One free matrix of which nothing but the decay moves the missing entries.
const Case kDecay("weight decay is the gradient of weight_decay/2·‖w‖², by hand", [] {
  constexpr AdamSpec kAdam{0.01, 0.9, 0.92, 1e-8, 0.15};
  Spec spec = chainSpec(5, 4, 1);
  spec.representation = FactorChainSpec{{}, UniformStart{0.0, 1.0}};
  spec.optimizer = kAdam;
  spec.stopping.steps = 0;
  Sample observed = sample(5, 4, 1);
  observed.mask.assign(observed.mask.size(), 0);
  const std::vector<float> start = solveOnCpu(spec, observed, 1).front().x.matrix;
  spec.stopping.steps = 25;
  const std::vector<float> end = solveOnCpu(spec, observed, 1).front().x.matrix;
  std::vector<double> wanted;
  for (const float value : start) {
    double w = value;
    double m = 0.0;
    double v = 0.0;
    for (int t = 1; t <= 25; ++t) {
      const double g = kAdam.weight_decay * w;
      m = kAdam.beta1 * m + (1.0 - kAdam.beta1) * g;
      v = kAdam.beta2 * v + (1.0 - kAdam.beta2) * g * g;
      w -= kAdam.learning_rate * (m / (1.0 - std::pow(kAdam.beta1, t))) /
           (std::sqrt(v / (1.0 - std::pow(kAdam.beta2, t))) + kAdam.epsilon);
    }
    wanted.push_back(w);
  }
  expectAtMost(relativeError(end, wanted), 1e-5, "error after 25 steps");
});

}  // namespace
}  // namespace lacuna::test
