// What an adaptive Laplacian learns while X stands still, in the row-softmin form, and what becomes
// of its energy when X moves too (AIR-Net, Li et al. 2022, theorem 2 and figure 2).
//
// With g_ij = ‖x_i − x_j‖²/2 the energy of a fixed X is R(V) = Σ_ij P_ij·g_ij, P the softmin of V's
// rows, and with e_i = Σ_j P_ij·g_ij
//     −∂R/∂V_ij = P_ij·(g_ij − e_i).
// So V_ij falls where row j is nearer to row i than its neighbours are on the average, and g_ii = 0
// is as near as can be. From a constant V the limit is L*: P_ij = 1/(number of rows equal to row i)
// for rows that are equal, 0 for others; R → 0.
//
// How fast: let p be the mass that a row of V has on the one other row, two rows, p(0) = 1/2.
// Gradient flow with weight λ has d(1/p)/dt = 2λg·(1 − p)², hence 2 + λgt/2 <= 1/p <= 2 + 2λgt:
// distant pairs decay like 1/t and no faster, because the softmin's own slope decays with them.
// Steps of one length α against the sign of the gradient, which is what Adam takes (here with β1 =
// β2 = 0), move V_ij up by α and V_ii down by α wherever g_ij > e_i. When all pairs are equally far
// apart, g_ij = c, that is so at all times: P_ij = 1/(k − 1 + e^(2αt)) and
//     R(t) = k(k − 1)·c/(k − 1 + e^(2αt)) <= k·R(0)·e^(−2αt),
// and for any X it is so as soon as e_i < min g_ij over the rows that differ: R then falls at the
// exponential rate 2α.
#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <vector>

#include "check.h"
#include "cpu/cpu_device.h"
#include "optimizer/optimizer.h"
#include "problems.h"
#include "random.h"
#include "regularizer/adaptive_laplacian.h"

namespace lacuna::test {
namespace {

constexpr double kStep = 0.05;  // α

/// V alone learns, from zeros, with X as it is.
class StandingStill {
 public:
  StandingStill(const std::vector<float>& x, std::uint32_t rows, const OptimizerSpec& optimizer,
                double weight)
      : device_(makeCpuDevice(1)),
        rows_(rows),
        x_(*device_, 1, rows, static_cast<std::uint32_t>(x.size()) / rows),
        d_x_(*device_, 1, rows, static_cast<std::uint32_t>(x.size()) / rows),
        value_(*device_, 1),
        weight_(weight),
        term_({*device_, 1, rows, rows}, {*device_, 1, rows, 1}, workspace_,
              Transform(Axis::rows, rows, x_.view().cols), LaplacianForm::row_softmin, weight, 0),
        optimizer_(makeOptimizer(*device_, 1, term_.parameters(), optimizer)) {
    workspace_.allocate(*device_, 1);
    device_->upload(x_.view().data, x.data(), x.size() * sizeof(float));
  }

  /// Takes one step; R before it.
  double step() {
    const std::uint32_t problem = 0;
    const Problems one{&problem, 1};
    optimizer_->beginStep(*device_, ++steps_);
    term_.evaluate(*device_, one, x_.view(), d_x_.view(), {value_.data(), 1}, *optimizer_);
    optimizer_->endStep(one, {value_.data(), 1, 1, 1});
    double value = 0.0;
    device_->download(&value, value_.data(), sizeof value);
    return value / weight_;
  }

  DoubleMatrix laplacian() { return {rows_, rows_, *term_.laplacian(*device_, 0)}; }

 private:
  std::unique_ptr<Device> device_;
  std::uint32_t rows_;
  Workspace workspace_;
  MatrixBuffer x_;
  MatrixBuffer d_x_;
  Buffer<double> value_;
  double weight_;
  AdaptiveLaplacian term_;
  std::unique_ptr<Optimizer> optimizer_;
  std::uint64_t steps_ = 0;
};

const OptimizerSpec kSigns = AdamSpec{kStep, 0.0, 0.0, 1e-30};

const Case kFlow("gradient flow: the mass on another row decays like 1/t, within its bounds", [] {
  const double g = 0.5 * (0.8 * 0.8 + 0.6 * 0.6);
  const double weight = 2.0;
  const double rate = 0.01;
  StandingStill two({0.0F, 0.0F, 0.8F, 0.6F}, 2, GradientDescentSpec{rate}, weight);
  double inverse = 0.0;
  double before = 0.0;
  for (int step = 0; step <= 20000; ++step) {
    const double t = rate * step;
    before = inverse;
    inverse = 2.0 * g / two.step();  // R = 2·p·g
    expect(inverse >= (2.0 + 0.5 * weight * g * t) * 0.9999, "1/p above its lower bound");
    expectAtMost(inverse, (2.0 + 2.0 * weight * g * t) * 1.0001, "1/p");
  }
  const double slope = (inverse - before) / rate;
  expectClose(slope, 2.0 * weight * g, 0.02 * slope, "slope of 1/p at the end");
});

const Case kEqually("steps of one length: rows equally far apart, R as the formula says", [] {
  constexpr std::uint32_t k = 6;
  std::vector<float> x(k * k);
  for (std::uint32_t i = 0; i < k; ++i) {
    x[i * k + i] = 1.5F;
  }
  const double c = 1.5 * 1.5;
  StandingStill still(x, k, kSigns, 1.0);
  for (int step = 0; step <= 200; ++step) {
    const double wanted = k * (k - 1) * c / (k - 1 + std::exp(2.0 * kStep * step));
    const double r = still.step();
    expectClose(r, wanted, 2e-4 * wanted, "R at step " + show(step));
    expectAtMost(r, k * (k - 1) * c * std::exp(-2.0 * kStep * step) * 1.001, "R below its bound");
  }
});

/// Seven rows, of which 0 and 1 are equal, and 2, 3 and 4.
std::vector<float> withEqualRows() {
  const std::vector<float> four = Random(3).floats(4 * std::size_t{5}, 0.0, 1.0);
  std::vector<float> x;
  for (const std::size_t row : {0, 0, 1, 1, 1, 2, 3}) {
    x.insert(x.end(), four.begin() + static_cast<std::ptrdiff_t>(row * 5),
             four.begin() + static_cast<std::ptrdiff_t>(row * 5 + 5));
  }
  return x;
}

const Case kLimit("only equal rows stay joined, each to each alike; R falls at the rate 2α", [] {
  StandingStill still(withEqualRows(), 7, kSigns, 1.0);
  std::vector<double> energies;
  for (int step = 0; step <= 240; ++step) {
    energies.push_back(still.step());
  }
  for (std::size_t step = 1; step < energies.size(); ++step) {
    expectAtMost(energies[step], energies[step - 1], "R, that never rises, at step " + show(step));
  }
  expectClose(std::log(energies[200] / energies[240]) / 40.0, 2.0 * kStep, 0.01 * kStep,
              "rate of R");
  const DoubleMatrix l = still.laplacian();
  const std::vector<int> group{0, 0, 1, 1, 1, 2, 3};
  const std::vector<double> size{2.0, 3.0, 1.0, 1.0};
  for (std::size_t i = 0; i < 7; ++i) {
    for (std::size_t j = 0; j < 7; ++j) {
      const bool equal = group[i] == group[j];
      const double share = equal ? 1.0 / size[static_cast<std::size_t>(group[i])] : 0.0;
      const double wanted = i == j ? 1.0 - share : -share;
      expectClose(l.at(i, j), wanted, 1e-5, "entry " + show(i) + ", " + show(j));
    }
  }
});

/// R over rows at every step of a run.
std::vector<double> energiesOf(std::optional<std::uint64_t> freeze_at) {
  Spec spec = airnetSpec(20, 16);
  // Near zero, as published: what Adam remembers of a far start would hold V back for long.
  std::get<FactorChainSpec>(spec.representation).start = NormalStart{0.02, 0.05};
  for (RegularizerSpec& regularizer : spec.regularizers) {
    std::get<AdaptiveLaplacianSpec>(regularizer).freeze_at = freeze_at;
  }
  spec.stopping.steps = 3000;
  spec.instruments.energies = 1;
  const Readings readings = solveOnCpu(spec, sample(20, 16, 5), 1).front().readings.energies;
  std::vector<double> rows;
  for (std::size_t at = 0; at < readings.values.size(); at += 2) {
    rows.push_back(readings.values[at]);
  }
  return rows;
}

const Case kFigure(
    "a learned Laplacian's energy vanishes as training goes on, a fixed one's stays", [] {
      constexpr std::size_t kFitted = 200;  // the random start is gone, the data are there
      const std::vector<double> adaptive = energiesOf(std::nullopt);
      const std::vector<double> fixed = energiesOf(0);
      const std::vector<double> early = energiesOf(100);
      expectAtMost(adaptive.back(), 0.02 * adaptive[kFitted], "R of the learned one at the end");
      expect(fixed.back() > 0.9 * fixed[kFitted], "R of the fixed one, still there");
      expect(early.back() > 0.9 * early[kFitted], "R of the one frozen early, still there");
    });

}  // namespace
}  // namespace lacuna::test
