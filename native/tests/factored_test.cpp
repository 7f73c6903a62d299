// The factored evaluation against the dense one, and which of them is chosen.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "check.h"
#include "cpu/cpu_device.h"
#include "problems.h"
#include "solver/factored_model.h"

namespace lacuna::test {
namespace {

constexpr double kTolerance = 2e-6;

/// Adaptive and given Laplacians on both sides of a chain.
Spec narrowSpec(std::uint32_t rows, std::uint32_t cols, std::vector<std::uint32_t> widths) {
  Spec spec = airnetSpec(rows, cols);
  spec.representation = FactorChainSpec{std::move(widths), NormalStart{0.1, 0.3}};
  spec.regularizers.emplace_back(DirichletSpec{Axis::rows, 1e-3, graphLaplacian(rows, 1)});
  spec.regularizers.emplace_back(DirichletSpec{Axis::cols, 1e-3, graphLaplacian(cols, 2)});
  spec.stopping.steps = 25;
  return spec;
}

/// The observed entries of samples, as lists.
struct Listed {
  std::vector<std::uint32_t> offsets;
  std::vector<std::uint32_t> cols;
  std::vector<float> values;

  Listed(const Sample& samples, const Spec& spec) {
    for (std::size_t at = 0; at < samples.values.size(); ++at) {
      const std::size_t row = at / spec.cols;
      if (at % spec.cols == 0) {
        offsets.push_back(static_cast<std::uint32_t>(cols.size()));
      }
      if (samples.mask[at] != 0) {
        cols.push_back(static_cast<std::uint32_t>(at % spec.cols));
        values.push_back(samples.values[at]);
      }
      if ((at + 1) % spec.cols == 0 && (row + 1) % spec.rows == 0) {
        offsets.push_back(static_cast<std::uint32_t>(cols.size()));
      }
    }
  }

  [[nodiscard]] Observations view(std::uint32_t batch) const {
    return SparseObservations{batch, offsets, cols, values};
  }
};

std::vector<Outcome> solveListed(const Spec& spec, const Sample& samples, std::uint32_t batch,
                                 unsigned threads) {
  const auto device = makeCpuDevice(threads);
  const Listed listed(samples, spec);
  Listener listener;
  return solve(*device, spec, listed.view(batch), listener, listener.stop);
}

/// Terms, gradients and X of one evaluation at the start.
struct Standing {
  std::vector<double> terms;
  std::vector<std::vector<float>> gradients;
  std::vector<float> x;
};

Standing evaluate(Device& device, Model& model, const Observations& observations) {
  model.start(device, observations);
  Recorder recorder(device, model.parameters().size());
  const std::uint32_t problem = 0;
  model.evaluate(device, Problems{&problem, 1}, recorder);
  Standing standing;
  standing.terms.resize(model.terms());
  device.download(standing.terms.data(), model.termValues().data(),
                  standing.terms.size() * sizeof(double));
  standing.gradients = std::move(recorder.gradients);
  standing.x = model.read(device, problem, Model::Which::last).matrix;
  return standing;
}

std::vector<double> inDouble(const std::vector<float>& values) {
  return {values.begin(), values.end()};
}

void expectSameAsDense(const Spec& spec) {
  const Context context(show(spec.rows) + "x" + show(spec.cols));
  const auto device = makeCpuDevice(2);
  const Sample observed = sample(spec.rows, spec.cols, 4);
  const Observations observations = observe(observed, 1);
  DenseModel dense(*device, spec, 1);
  FactoredModel factored(*device, spec, shapeOf(observations));
  const Standing wanted = evaluate(*device, dense, observations);
  const Standing actual = evaluate(*device, factored, observations);
  for (std::size_t i = 0; i < wanted.terms.size(); ++i) {
    expectClose(actual.terms.at(i), wanted.terms[i], kTolerance * wanted.terms[i], "term");
  }
  for (std::size_t i = 0; i < wanted.gradients.size(); ++i) {
    expectAtMost(relativeError(actual.gradients.at(i), inDouble(wanted.gradients[i])), kTolerance,
                 "error of gradient " + show(i));
  }
  expectAtMost(relativeError(actual.x, inDouble(wanted.x)), kTolerance, "error of X");
}

const Case kDense("terms, gradients and X are those of the dense evaluation", [] {
  expectSameAsDense(narrowSpec(60, 50, {5}));
  expectSameAsDense(narrowSpec(71, 37, {71, 7}));
  expectSameAsDense(narrowSpec(33, 130, {20, 6, 40}));
  expectSameAsDense(narrowSpec(1, 9, {2}));
  expectSameAsDense(narrowSpec(40, 1, {3, 1}));
  for (const FidelityKind kind :
       {FidelityKind::mse_observed, FidelityKind::sse, FidelityKind::l1}) {
    Spec spec = narrowSpec(31, 17, {4});
    spec.fidelity = kind;
    expectSameAsDense(spec);
  }
});

/// left·rightᵀ.
std::vector<double> productOf(const Iterate& x, std::size_t rank) {
  std::vector<double> product;
  for (std::size_t i = 0; i < x.left.size() / rank; ++i) {
    for (std::size_t j = 0; j < x.right.size() / rank; ++j) {
      double sum = 0.0;
      for (std::size_t k = 0; k < rank; ++k) {
        sum += static_cast<double>(x.left[i * rank + k]) * x.right[j * rank + k];
      }
      product.push_back(sum);
    }
  }
  return product;
}

void expectSameTraining(const Spec& spec) {
  const Sample observed = sample(60, 50, 8);
  const Outcome dense = solveOnCpu(spec, observed, 1).front();
  const Outcome listed = solveListed(spec, observed, 1, 1).front();
  expectEqual(listed.steps, dense.steps, "steps");
  for (std::size_t i = 0; i < dense.terms.size(); ++i) {
    expectClose(listed.terms.at(i), dense.terms[i], 1e-4 * dense.terms[i], "term");
  }
  expect(listed.x.matrix.empty(), "no matrix");
  expectAtMost(relativeError(dense.x.matrix, productOf(listed.x, 5)), 1e-4, "error of X");
}

const Case kTraining("training on listed entries is training on a mask", [] {
  Spec spec = narrowSpec(60, 50, {5});
  expectSameTraining(spec);
  spec.fidelity = FidelityKind::mse_observed;
  spec.optimizer = GroupRmspropSpec{0.01, 0.99, 1e-4};
  expectSameTraining(spec);
});

void expectSameBitsAnywhere(const Spec& spec) {
  const std::vector<Sample> samples{sample(90, 70, 1), sample(90, 70, 2)};
  const std::vector<Outcome> together = solveListed(spec, joined(samples), 2, 3);
  for (std::size_t problem = 0; problem < 2; ++problem) {
    const Outcome alone = solveListed(spec, samples[problem], 1, 1).front();
    expectSameBits(together[problem].x.left, alone.x.left, "left factor");
    expectSameBits(together[problem].x.right, alone.x.right, "right factor");
    expect(together[problem].terms == alone.terms, "the same terms");
  }
}

const Case kBits("the same bits for any number of threads and any place in a batch", [] {
  Spec spec = narrowSpec(90, 70, {4});
  expectSameBitsAnywhere(spec);
  spec.fidelity = FidelityKind::mse_observed;
  spec.optimizer = GroupRmspropSpec{0.01, 0.99, 1e-4};
  expectSameBitsAnywhere(spec);
});

const Case kLearned("the Laplacians that are learned are those of the dense evaluation", [] {
  Spec spec = narrowSpec(20, 14, {2});
  spec.keep_laplacians = true;
  const Sample observed = sample(20, 14, 8);
  const Outcome listed = solveListed(spec, observed, 1, 1).front();
  const Outcome dense = solveOnCpu(spec, observed, 1).front();
  expectEqual(listed.laplacians.size(), std::size_t{2}, "Laplacians");
  for (std::size_t i = 0; i < 2; ++i) {
    expectAtMost(relativeError(listed.laplacians.at(i), inDouble(dense.laplacians.at(i))), 1e-4,
                 "error of the Laplacian");
  }
});

const Case kChoice("factored where that is the smaller work, or where X must not be formed", [] {
  const std::size_t entries = std::size_t{240} * 240;
  const auto choose = [&](std::vector<std::uint32_t> widths, bool sparse) {
    return chooseEvaluation(narrowSpec(240, 240, std::move(widths)), {1, entries / 2, sparse});
  };
  expect(choose({240, 240}, false) == Evaluation::dense, "dense for wide chains");
  expect(choose({10}, false) == Evaluation::factored, "factored for narrow chains");
  expect(choose({240, 240}, true) == Evaluation::factored, "factored for listed entries");
  Spec spec = narrowSpec(240, 240, {10});
  spec.regularizers.emplace_back(TotalVariationSpec{VariationNorm::l1, 0.1, 0.0});
  expect(chooseEvaluation(spec, {1, entries, false}) == Evaluation::dense,
         "dense with total variation");
  expectError(ErrorCode::invalid_argument, "for sparse input", [&] {
    chooseEvaluation(spec, {1, entries, true});
  });
  expectError(ErrorCode::invalid_argument, "for sparse input", [&] {
    chooseEvaluation(narrowSpec(240, 240, {}), {1, entries, true});
  });
  spec.regularizers = {LaplacianStencilSpec{StencilForm::thin_plate, 0.1}};
  expect(chooseEvaluation(spec, {1, entries, false}) == Evaluation::dense,
         "dense with second-order smoothness");
  for (const BlockRelation relate : {BlockRelation::positions, BlockRelation::blocks}) {
    const Blocks blocks{8, 8, 8, 8, relate};
    for (const RegularizerSpec& regularizer :
         {RegularizerSpec{AdaptiveLaplacianSpec{blocks, LaplacianForm::row_softmin, 0.1,
                                                NormalStart{0.0, 0.1}}},
          RegularizerSpec{DirichletSpec{blocks, 0.1, {}}}}) {
      spec.regularizers = {regularizer};
      expect(chooseEvaluation(spec, {1, entries, false}) == Evaluation::dense, "dense with blocks");
      expectError(ErrorCode::invalid_argument, "over rows or columns for sparse input", [&] {
        chooseEvaluation(spec, {1, entries, true});
      });
    }
  }
  spec.regularizers = {};
  spec.representation =
      ActivatedNetworkSpec{{10}, Activation::tanh, NormalStart{0.0, 0.1}, std::nullopt};
  expect(chooseEvaluation(spec, {1, entries, false}) == Evaluation::dense, "dense for networks");
  expectError(ErrorCode::invalid_argument, "a chain of at least two factors", [&] {
    chooseEvaluation(spec, {1, entries, true});
  });
});

const Case kLists("lists that are none are refused", [] {
  const Spec spec = narrowSpec(3, 4, {2});
  const auto device = makeCpuDevice(1);
  Listener listener;
  const std::vector<float> values(2, 0.5F);
  const auto refuse = [&](std::vector<std::uint32_t> offsets, std::vector<std::uint32_t> cols,
                          const std::string& fragment) {
    expectError(ErrorCode::invalid_argument, fragment, [&] {
      solve(*device, spec, SparseObservations{1, offsets, cols, values}, listener, listener.stop);
    });
  };
  refuse({0, 1, 2}, {0, 1}, "offsets");
  refuse({0, 2, 1, 2}, {0, 1}, "ascending offsets");
  refuse({0, 1, 2, 2}, {0, 4}, "columns below 4");
  refuse({0, 2, 2, 2}, {1, 1}, "ascending columns");
  refuse({0, 1, 2, 2}, {0}, "one column for each value");
});

}  // namespace
}  // namespace lacuna::test
