// Weights over the steps: their values, and that every term follows them.
#include <cmath>
#include <string>
#include <vector>

#include "check.h"
#include "problems.h"
#include "random.h"
#include "support/error.h"

namespace lacuna::test {
namespace {

const Case kValues("knots: stays before and after them, goes as it should between", [] {
  expectEqual(Weight(0.5).at(0), 0.5, "a constant");
  expectEqual(Weight(0.5).at(1000), 0.5, "a constant, later");
  const std::vector<WeightKnot> knots{{10, 1.0}, {20, 3.0}, {40, 0.5}};
  const Weight step(knots, Interpolation::step);
  const Weight linear(knots, Interpolation::linear);
  const Weight log(knots, Interpolation::log);
  for (const Weight* const weight : {&step, &linear, &log}) {
    expectEqual(weight->at(0), 1.0, "before");
    expectEqual(weight->at(10), 1.0, "at the first");
    expectEqual(weight->at(20), 3.0, "at the second");
    expectEqual(weight->at(40), 0.5, "at the last");
    expectEqual(weight->at(4000), 0.5, "after");
  }
  expectEqual(step.at(19), 1.0, "step");
  expectEqual(linear.at(15), 2.0, "linear, up");
  expectEqual(linear.at(30), 1.75, "linear, down");
  expectClose(log.at(15), std::sqrt(3.0), 1e-15, "log, up");
  expectClose(log.at(30), std::sqrt(1.5), 1e-15, "log, down");
  expect(!linear.mayBeZero() && Weight(0.0).mayBeZero(), "which may be zero");
});

/// A free matrix under gradient descent: its next step depends on X, V and the weights alone.
Spec freeSpec(const RegularizerSpec& regularizer) {
  Spec spec = chainSpec(12, 9, 1);
  spec.optimizer = GradientDescentSpec{0.05};
  spec.regularizers = {regularizer};
  spec.stopping.steps = 5;
  return spec;
}

/// Five steps with the first weight and four with the second, in one run and in two.
template <class Part>
void expectFollowed(Part part, const std::string& name) {
  const Context context(name);
  const Sample observed = sample(12, 9, 2);
  part.weight = 0.3;
  Spec spec = freeSpec(part);
  const Outcome first = solveOnCpu(spec, observed, 1).front();
  part.weight = 0.7;
  spec.regularizers = {part};
  spec.representation = FactorChainSpec{{}, GivenStart{{first.x.matrix}}};
  spec.stopping.steps = 4;
  const Outcome second = solveOnCpu(spec, observed, 1).front();

  part.weight = Weight({{0, 0.3}, {5, 0.7}}, Interpolation::step);
  spec = freeSpec(part);
  spec.stopping.steps = 9;
  spec.trace_every = 1;
  const Outcome whole = solveOnCpu(spec, observed, 1).front();
  expectSameBits(whole.x.matrix, second.x.matrix, "matrix");
  expect(whole.terms == second.terms, "terms");
  expect(first.terms[1] / 0.3 * 0.7 > 0.99999 * whole.trace.terms[11] &&
             first.terms[1] / 0.3 * 0.7 < 1.00001 * whole.trace.terms[11],
         "the term of step 5 has the second weight");
}

const Case kFollowed("every kind of term follows its weight", [] {
  AdaptiveLaplacianSpec frozen{Axis::cols, LaplacianForm::row_softmin, 1.0,
                               UniformStart{-0.5, 0.5}};
  frozen.freeze_at = 0;
  expectFollowed(frozen, "frozen Laplacian");
  expectFollowed(DirichletSpec{Axis::rows, 1.0, graphLaplacian(12, 3)}, "Dirichlet");
  expectFollowed(TotalVariationSpec{VariationNorm::l2, 1.0, 1e-3}, "total variation");
  expectFollowed(LaplacianStencilSpec{StencilForm::norm, 1.0}, "5-point Laplacian");
  expectFollowed(LaplacianStencilSpec{StencilForm::thin_plate, 1.0}, "thin plate");
});

/// The terms at every step are the weight of that step times R, which the instrument reads.
void expectWeighted(Spec spec) {
  const Weight weight({{0, 1e-3}, {8, 1e-1}, {12, 0.0}}, Interpolation::linear);
  for (RegularizerSpec& regularizer : spec.regularizers) {
    std::visit([&](auto& part) { part.weight = weight; }, regularizer);
  }
  spec.stopping.steps = 20;
  spec.trace_every = 1;
  const Sample observed = sample(spec.rows, spec.cols, 2);
  const Outcome plain = solveOnCpu(spec, observed, 1).front();
  spec.instruments.energies = 1;
  const Outcome outcome = solveOnCpu(spec, observed, 1).front();
  expectSameBits(outcome.x.matrix, plain.x.matrix, "matrix, with and without energies");
  expect(outcome.trace.terms == plain.trace.terms, "terms, with and without energies");
  const std::size_t parts = spec.regularizers.size();
  const std::vector<double>& energies = outcome.readings.energies.values;
  expectEqual(energies.size(), 21 * parts, "energies");
  for (std::size_t step = 0; step <= 20; ++step) {
    for (std::size_t i = 0; i < parts; ++i) {
      const double energy = energies[step * parts + i];
      const double term = outcome.trace.terms[step * (parts + 1) + 1 + i];
      expect(energy > 0.0, "an energy at step " + show(step));
      expectClose(term, weight.at(step) * energy, 1e-12 * term, "term at step " + show(step));
    }
  }
  // Where the weight has become 0 the energies go on as those of an infinitesimal weight would.
  const std::size_t at_zero = 12 * parts;
  for (std::size_t i = 0; i < parts; ++i) {
    const double before = energies[at_zero - parts + i];
    expectClose(energies[at_zero + i], before, 0.5 * before, "energy where the weight becomes 0");
  }
}

const Case kWeighted("dense and factored: terms are weights times energies, also of weight 0", [] {
  Spec spec = airnetSpec(12, 9);
  std::get<AdaptiveLaplacianSpec>(spec.regularizers.back()).form = LaplacianForm::global_softmax;
  spec.regularizers.emplace_back(DirichletSpec{Axis::cols, 1.0, graphLaplacian(9, 2)});
  spec.regularizers.emplace_back(TotalVariationSpec{VariationNorm::l2, 1.0, 1e-3});
  spec.regularizers.emplace_back(LaplacianStencilSpec{StencilForm::thin_plate, 1.0});
  expectWeighted(spec);
  std::get<AdaptiveLaplacianSpec>(spec.regularizers.front()).freeze_at = 4;
  expectWeighted(spec);
  Spec narrow = airnetSpec(40, 36);
  narrow.representation = FactorChainSpec{{2}, NormalStart{0.1, 0.3}};
  narrow.regularizers.emplace_back(DirichletSpec{Axis::rows, 1.0, graphLaplacian(40, 2)});
  const std::size_t entries = std::size_t{40} * 36;
  expect(chooseEvaluation(narrow, {1, entries, false}) == Evaluation::factored, "a factored run");
  expectWeighted(narrow);
});

const Case kRefused("knots out of order, and logarithms of zero", [] {
  const Sample observed = sample(12, 9, 2);
  const auto solveWith = [&](const Weight& weight) {
    solveOnCpu(freeSpec(TotalVariationSpec{VariationNorm::l1, weight, 0.0}), observed, 1);
  };
  expectError(ErrorCode::invalid_argument, "ascending steps", [&] {
    solveWith({{{3, 1.0}, {3, 2.0}}, Interpolation::linear});
  });
  expectError(ErrorCode::invalid_argument, "logarithm", [&] {
    solveWith({{{3, 1.0}, {4, 0.0}}, Interpolation::log});
  });
  expectError(ErrorCode::invalid_argument, "at one step",
              [&] { solveWith(Weight(std::vector<WeightKnot>{}, Interpolation::step)); });
});

}  // namespace
}  // namespace lacuna::test
