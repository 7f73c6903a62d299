// Instruments against plain loops; with them or without, alone or in a batch, a run is the same.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "check.h"
#include "cpu/cpu_device.h"
#include "instrument/balance.h"
#include "instrument/spectrum.h"
#include "problems.h"
#include "random.h"
#include "solver/start.h"
#include "support/error.h"

namespace lacuna::test {
namespace {

/// Singular values by one-sided Jacobi rotations, descending.
std::vector<double> jacobi(DoubleMatrix x) {
  for (int sweep = 0; sweep < 60; ++sweep) {
    for (std::size_t p = 0; p < x.cols; ++p) {
      for (std::size_t q = p + 1; q < x.cols; ++q) {
        double pp = 0.0;
        double qq = 0.0;
        double pq = 0.0;
        for (std::size_t i = 0; i < x.rows; ++i) {
          pp += x.at(i, p) * x.at(i, p);
          qq += x.at(i, q) * x.at(i, q);
          pq += x.at(i, p) * x.at(i, q);
        }
        const double angle = 0.5 * std::atan2(2.0 * pq, pp - qq);
        for (std::size_t i = 0; i < x.rows; ++i) {
          const double at_p = x.at(i, p);
          const double at_q = x.at(i, q);
          x.at(i, p) = std::cos(angle) * at_p + std::sin(angle) * at_q;
          x.at(i, q) = std::cos(angle) * at_q - std::sin(angle) * at_p;
        }
      }
    }
  }
  std::vector<double> values;
  for (std::size_t j = 0; j < x.cols; ++j) {
    double sum = 0.0;
    for (std::size_t i = 0; i < x.rows; ++i) {
      sum += x.at(i, j) * x.at(i, j);
    }
    values.push_back(std::sqrt(sum));
  }
  std::ranges::sort(values, std::greater<>());
  values.resize(std::min(x.rows, x.cols));
  return values;
}

void expectAll(std::span<const double> actual, std::span<const double> wanted, double tolerance,
               const std::string& what) {
  expectEqual(actual.size(), wanted.size(), what + ": how many");
  for (std::size_t i = 0; i < std::min(actual.size(), wanted.size()); ++i) {
    expectClose(actual[i], wanted[i], tolerance, what + " " + show(i));
  }
}

const Case kSpectrum("singular values of wide, tall and narrow matrices, and of products", [] {
  struct Shape {
    std::uint32_t rows;
    std::uint32_t cols;
  };
  for (const auto& [rows, cols] : {Shape{1, 1}, {1, 7}, {9, 1}, {6, 6}, {5, 13}, {17, 8}}) {
    const Context context(show(rows) + "x" + show(cols));
    const std::vector<float> x = Random(rows + cols).floats(std::size_t{rows} * cols, -1.0, 1.0);
    const std::vector<double> wanted = jacobi(DoubleMatrix(rows, cols, x));
    expectAll(singularValues(x, rows, cols), wanted, 1e-7 * wanted.front(), "singular value");
  }
  const std::vector<float> a = Random(1).floats(std::size_t{11} * 3, -1.0, 1.0);
  const std::vector<float> b = Random(2).floats(std::size_t{8} * 3, -1.0, 1.0);
  DoubleMatrix product(11, 8);
  for (std::size_t i = 0; i < 11; ++i) {
    for (std::size_t j = 0; j < 8; ++j) {
      for (std::size_t k = 0; k < 3; ++k) {
        product.at(i, j) += static_cast<double>(a[i * 3 + k]) * static_cast<double>(b[j * 3 + k]);
      }
    }
  }
  const std::vector<double> wanted = jacobi(product);
  expectAll(singularValues(a, b, 3), std::span(wanted).first(3), 1e-7 * wanted.front(),
            "singular value of a product");
  std::vector<float> broken(6, 1.0F);
  broken[2] = std::numeric_limits<float>::infinity();
  for (const double value : singularValues(broken, 2, 3)) {
    expect(std::isnan(value), "NaN where an entry is not finite");
  }
});

const Case kRank("effective rank: equal values count, zeros do not", [] {
  expectClose(effectiveRank(std::vector{2.0, 2.0, 2.0, 0.0}), 3.0, 1e-14, "three alike");
  expectClose(effectiveRank(std::vector{5.0, 0.0}), 1.0, 1e-14, "one alone");
  expectEqual(effectiveRank(std::vector{0.0, 0.0}), 0.0, "of zero");
  const double entropy = -(0.75 * std::log(0.75) + 0.25 * std::log(0.25));
  expectClose(effectiveRank(std::vector{3.0, 1.0}), std::exp(entropy), 1e-14, "3 and 1");
});

double plainImbalance(const DoubleMatrix& a, const DoubleMatrix& b) {
  double apart = 0.0;
  double whole = 0.0;
  for (std::size_t i = 0; i < a.cols; ++i) {
    for (std::size_t j = 0; j < a.cols; ++j) {
      double left = 0.0;
      double right = 0.0;
      for (std::size_t k = 0; k < a.rows; ++k) {
        left += a.at(k, i) * a.at(k, j);
      }
      for (std::size_t k = 0; k < b.cols; ++k) {
        right += b.at(i, k) * b.at(j, k);
      }
      apart += (left - right) * (left - right);
      whole += left * left;
    }
  }
  return std::sqrt(apart / whole);
}

InstrumentsSpec all(std::uint64_t every, const Spec& spec, std::uint32_t batch) {
  InstrumentsSpec asked;
  asked.singular_values = asked.effective_rank = asked.energies = every;
  asked.gradient_norms = asked.balance = asked.nmae = every;
  asked.top = 4;
  asked.truth = Random(9).floats(std::size_t{spec.rows} * spec.cols * batch, 0.0, 1.0);
  asked.truth_range = 2.5;
  return asked;
}

Spec wideSpec() {
  Spec spec = airnetSpec(12, 9);
  spec.representation = FactorChainSpec{{7, 10}, NormalStart{0.1, 0.3}};
  spec.regularizers.emplace_back(TotalVariationSpec{VariationNorm::l2, 0.0, 1e-3});
  return spec;
}

/// Evaluated through its factors.
Spec narrowSpec() {
  Spec spec = airnetSpec(40, 36);
  spec.representation = FactorChainSpec{{2, 3}, NormalStart{0.1, 0.3}};
  return spec;
}

/// Gradients at the start, each a Frobenius norm.
std::vector<double> startingNorms(const Spec& spec, const Sample& observed) {
  const auto device = makeCpuDevice(1);
  const Observations observations = observe(observed, 1);
  const auto model = makeModel(*device, spec, shapeOf(observations));
  model->start(*device, observations);
  Recorder recorder(*device, model->parameters().size());
  const std::uint32_t problem = 0;
  model->evaluate(*device, Problems{&problem, 1}, recorder);
  std::vector<double> norms;
  for (const std::vector<float>& gradient : recorder.gradients) {
    double sum = 0.0;
    for (const float entry : gradient) {
      sum += static_cast<double>(entry) * static_cast<double>(entry);
    }
    norms.push_back(std::sqrt(sum));
  }
  return norms;
}

std::span<const double> at(const Readings& readings, std::size_t index) {
  const std::size_t width = readings.values.size() / readings.steps.size();
  return std::span(readings.values).subspan(index * width, width);
}

void checkStart(Spec spec) {
  const Context context(show(spec.rows) + "x" + show(spec.cols));
  const Sample observed = sample(spec.rows, spec.cols, 3);
  spec.instruments = all(1, spec, 1);
  spec.stopping.steps = 0;
  spec.keep_laplacians = true;
  const Outcome outcome = solveOnCpu(spec, observed, 1).front();
  const InstrumentReadings& read = outcome.readings;
  const DoubleMatrix x(spec.rows, spec.cols, outcome.x.matrix);

  const std::vector<double> spectrum = jacobi(x);
  // The least of them are noise below 1e-8 of the greatest.
  expectAll(at(read.singular_values, 0), std::span(spectrum).first(4), 1e-6 * spectrum.front(),
            "singular value");
  expectClose(at(read.effective_rank, 0).front(), effectiveRank(spectrum), 1e-4, "effective rank");
  expectAll(at(read.gradient_norms, 0), startingNorms(spec, observed), 1e-12, "gradient norm");

  std::vector<DoubleMatrix> factors;
  const std::vector<ParameterStart> starts = startsOf(spec);
  for (std::size_t i = 0; i < 3; ++i) {
    factors.emplace_back(starts[i].shape.rows, starts[i].shape.cols,
                         startingValues(starts[i], spec.seed, i));
  }
  expectAll(
      at(read.balance, 0),
      std::vector{plainImbalance(factors[0], factors[1]), plainImbalance(factors[1], factors[2])},
      1e-12, "balance");

  double error = 0.0;
  double missing = 0.0;
  for (std::size_t k = 0; k < observed.mask.size(); ++k) {
    if (observed.mask[k] == 0) {
      error += std::abs(x.data[k] - static_cast<double>(spec.instruments.truth[k]));
      missing += 1.0;
    }
  }
  expectClose(at(read.nmae, 0).front(), error / missing / 2.5, 1e-12, "nmae");

  Spec unweighted = spec;
  for (RegularizerSpec& regularizer : unweighted.regularizers) {
    std::visit([](auto& part) { part.weight = 1.0; }, regularizer);
  }
  std::vector<DoubleMatrix> laplacians;
  laplacians.emplace_back(spec.rows, spec.rows, outcome.laplacians[0]);
  laplacians.emplace_back(spec.cols, spec.cols, outcome.laplacians[1]);
  const std::vector<double> terms = lossTerms(unweighted, targetOf(spec, observed), x, laplacians);
  const std::span<const double> energies = at(read.energies, 0);
  expectEqual(energies.size(), terms.size() - 1, "energies");
  for (std::size_t i = 0; i < energies.size(); ++i) {
    expectClose(energies[i], terms[i + 1], 1e-5 * terms[i + 1], "energy " + show(i));
  }
}

const Case kStart("at the start, dense and factored: what plain loops say", [] {
  checkStart(wideSpec());
  checkStart(narrowSpec());
});

void expectSameReadings(const Readings& actual, const Readings& wanted, const std::string& what) {
  expect(actual.steps == wanted.steps, what + " at the same steps");
  expect(actual.values == wanted.values, what + " with the same values");
}

void expectSameReadings(const InstrumentReadings& actual, const InstrumentReadings& wanted) {
  expectSameReadings(actual.singular_values, wanted.singular_values, "singular values");
  expectSameReadings(actual.effective_rank, wanted.effective_rank, "effective ranks");
  expectSameReadings(actual.energies, wanted.energies, "energies");
  expectSameReadings(actual.gradient_norms, wanted.gradient_norms, "gradient norms");
  expectSameReadings(actual.balance, wanted.balance, "balances");
  expectSameReadings(actual.nmae, wanted.nmae, "nmae");
}

/// Three problems that stop at different steps.
void checkBatch(Spec spec) {
  const Context context(show(spec.rows) + "x" + show(spec.cols));
  const std::vector<Sample> samples{sample(spec.rows, spec.cols, 1),
                                    sample(spec.rows, spec.cols, 2),
                                    sample(spec.rows, spec.cols, 3)};
  spec.stopping = {.steps = 300, .tolerance = 4e-3, .window = 1, .min_steps = 0};
  spec.trace_every = 7;
  const std::vector<Outcome> plain = solveOnCpu(spec, joined(samples), 3, 2);
  const InstrumentsSpec asked = all(7, spec, 3);
  spec.instruments = asked;
  const std::vector<Outcome> together = solveOnCpu(spec, joined(samples), 3, 2);
  const std::size_t entries = std::size_t{spec.rows} * spec.cols;
  for (std::size_t problem = 0; problem < 3; ++problem) {
    const Context which("problem " + show(problem));
    expectSameBits(together[problem].x.matrix, plain[problem].x.matrix, "matrix, as without");
    expect(together[problem].trace.terms == plain[problem].trace.terms, "the trace, as without");
    const auto from = asked.truth.begin() + static_cast<std::ptrdiff_t>(problem * entries);
    spec.instruments.truth.assign(from, from + static_cast<std::ptrdiff_t>(entries));
    const Outcome alone = solveOnCpu(spec, samples[problem], 1).front();
    expectSameReadings(together[problem].readings, alone.readings);
    expect(alone.readings.nmae.steps == alone.trace.steps, "the steps of the trace");
  }
  expect(together[0].steps != together[1].steps || together[1].steps != together[2].steps,
         "problems that stop at different steps");
}

const Case kBatch("in a batch as alone, at the steps of a trace, and without a trace of them", [] {
  checkBatch(wideSpec());
  checkBatch(narrowSpec());
});

const Case kPeriods("each at its own period and at the last step, others not at all", [] {
  Spec spec = wideSpec();
  spec.stopping.steps = 10;
  spec.instruments.singular_values = 4;
  spec.instruments.top = 100;
  spec.instruments.balance = 5;
  const Outcome outcome = solveOnCpu(spec, sample(12, 9, 3), 1).front();
  using Steps = std::vector<std::uint64_t>;
  expect(outcome.readings.singular_values.steps == Steps{0, 4, 8, 10}, "every fourth and the last");
  expectEqual(at(outcome.readings.singular_values, 0).size(), std::size_t{9}, "all there are");
  expect(outcome.readings.balance.steps == Steps{0, 5, 10}, "every fifth");
  expect(outcome.readings.energies.steps.empty() && outcome.readings.nmae.steps.empty() &&
             outcome.readings.gradient_norms.steps.empty() &&
             outcome.readings.effective_rank.steps.empty(),
         "no others");
});

const Case kDiverged("a run that diverges: readings up to there", [] {
  Spec spec = wideSpec();
  spec.optimizer = GradientDescentSpec{1e6};
  spec.instruments = all(1, spec, 1);
  const Outcome outcome = solveOnCpu(spec, sample(12, 9, 3), 1).front();
  expect(outcome.stop_reason == StopReason::diverged, "a run that diverges");
  expectEqual(outcome.readings.nmae.steps.back(), outcome.steps, "the last reading");
});

const Case kFrozen("a frozen Laplacian has no gradient", [] {
  Spec spec = airnetSpec(12, 9);
  std::get<AdaptiveLaplacianSpec>(spec.regularizers.front()).freeze_at = 2;
  spec.stopping.steps = 4;
  spec.instruments.gradient_norms = 1;
  const Readings norms = solveOnCpu(spec, sample(12, 9, 3), 1).front().readings.gradient_norms;
  for (std::size_t step = 0; step <= 4; ++step) {
    expectEqual(at(norms, step)[3] > 0.0, step < 2, "a gradient over rows at step " + show(step));
    expect(at(norms, step)[4] > 0.0, "a gradient over columns");
  }
});

const Case kRefused("what cannot be measured is refused", [] {
  Spec spec = chainSpec(12, 9, 2);
  spec.instruments.nmae = 1;
  expectError(ErrorCode::invalid_argument, "Expected a truth",
              [&] { solveOnCpu(spec, sample(12, 9, 3), 1); });
  spec.instruments = {};
  spec.instruments.balance = 1;
  spec.representation = networkSpec({5}, Activation::linear, false);
  expectError(ErrorCode::invalid_argument, "Expected a chain",
              [&] { solveOnCpu(spec, sample(12, 9, 3), 1); });
});

}  // namespace
}  // namespace lacuna::test
