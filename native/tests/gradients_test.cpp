// The gradients of the whole loss against central differences of a loss in double.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "check.h"
#include "cpu/cpu_device.h"
#include "problems.h"
#include "random.h"

namespace lacuna::test {
namespace {

/// Step of the differences. Their error in double is far below that of a gradient in float.
constexpr double kStep = 1e-6;
constexpr double kTolerance = 1e-5;

struct Evaluation {
  std::vector<DoubleMatrix> parameters;
  std::vector<double> terms;
  std::vector<std::vector<float>> gradients;
};

Evaluation evaluate(const Spec& spec, const Sample& sample) {
  const auto device = makeCpuDevice(2);
  DenseModel model(*device, spec, 1);
  model.start(*device, observe(sample, 1));
  Evaluation evaluation;
  for (const Parameter& parameter : model.parameters()) {
    std::vector<float> values(parameter.value.size());
    device->download(values.data(), parameter.value.data, values.size() * sizeof(float));
    evaluation.parameters.emplace_back(parameter.value.rows, parameter.value.cols, values);
  }
  Recorder recorder(*device, model.parameters().size());
  const std::uint32_t problem = 0;
  model.evaluate(*device, Problems{&problem, 1}, recorder);
  evaluation.terms.resize(model.terms());
  device->download(evaluation.terms.data(), model.termValues().data(),
                   evaluation.terms.size() * sizeof(double));
  evaluation.gradients = std::move(recorder.gradients);
  return evaluation;
}

double lossAt(const Spec& spec, const Target& target, const std::vector<DoubleMatrix>& parameters) {
  const std::vector<double> terms = lossTermsAt(spec, target, parameters);
  return std::accumulate(terms.begin(), terms.end(), 0.0);
}

std::vector<double> differences(const Spec& spec, const Target& target,
                                std::vector<DoubleMatrix> parameters, std::size_t index) {
  std::vector<double> slopes;
  for (double& entry : parameters[index].data) {
    const double value = entry;
    entry = value + kStep;
    const double above = lossAt(spec, target, parameters);
    entry = value - kStep;
    const double below = lossAt(spec, target, parameters);
    entry = value;
    slopes.push_back((above - below) / (2 * kStep));
  }
  return slopes;
}

void checkGradients(const std::string& name, const Spec& spec) {
  const Context context(name);
  const Sample observed = sample(spec.rows, spec.cols, 11);
  const Target target = targetOf(spec, observed);
  const Evaluation evaluation = evaluate(spec, observed);
  const std::vector<double> terms = lossTermsAt(spec, target, evaluation.parameters);
  expectEqual(evaluation.terms.size(), terms.size(), "number of terms");
  for (std::size_t i = 0; i < terms.size(); ++i) {
    expectClose(evaluation.terms[i], terms[i], kTolerance * std::abs(terms[i]), "term");
  }
  for (std::size_t i = 0; i < evaluation.parameters.size(); ++i) {
    const auto slopes = differences(spec, target, evaluation.parameters, i);
    expect(std::ranges::any_of(slopes, [](double slope) { return slope != 0.0; }), "some slope");
    expectAtMost(relativeError(evaluation.gradients[i], slopes), kTolerance,
                 "error of gradient " + std::to_string(i));
  }
}

Spec withChain(std::uint32_t rows, std::uint32_t cols, std::vector<std::uint32_t> widths) {
  Spec spec = chainSpec(rows, cols, 1);
  spec.seed = 5;
  spec.representation = FactorChainSpec{std::move(widths), NormalStart{0.1, 0.4}};
  return spec;
}

const Case kDepths("chains of depth 1 to 4, narrow and wide", [] {
  checkGradients("depth 1", withChain(7, 5, {}));
  checkGradients("depth 2, narrow", withChain(7, 5, {2}));
  checkGradients("depth 2, wide", withChain(7, 5, {17}));
  checkGradients("depth 3, narrow", withChain(9, 12, {3, 1}));
  checkGradients("depth 3, wide", withChain(5, 3, {16, 18}));
  checkGradients("depth 4, mixed", withChain(6, 8, {2, 19, 3}));
  checkGradients("one row", withChain(1, 9, {4, 2}));
  checkGradients("one column", withChain(9, 1, {4, 2}));
});

const Case kSpectral("spectral chains: every choice of factors, bands, graphs and weights", [] {
  for (unsigned choice = 1; choice < 8; ++choice) {
    const SpectralFactors trained{(choice & 1U) != 0, (choice & 2U) != 0, (choice & 4U) != 0};
    for (const auto& [row_band, col_band] :
         {std::pair{7U, 9U}, std::pair{3U, 9U}, std::pair{7U, 2U}, std::pair{4U, 5U}}) {
      for (const unsigned graphs : {0U, 1U, 2U, 3U}) {
        Spec spec = chainSpec(7, 9, 1);
        SpectralChainSpec chain = spectralSpec(7, 9, row_band, col_band, trained);
        if ((graphs & 1U) == 0) {
          chain.rows = {{}, 7, 0.3, 0.05};
        }
        if ((graphs & 2U) == 0) {
          chain.cols = {{}, 9, 0.2, 0.04};
        }
        spec.representation = chain;
        spec.seed = 5;
        checkGradients("factors " + std::to_string(choice) + ", graphs " + std::to_string(graphs) +
                           ", bands " + std::to_string(row_band) + " and " +
                           std::to_string(col_band),
                       spec);
      }
    }
  }
  Spec spec = chainSpec(6, 8, 1);
  SpectralChainSpec chain = spectralSpec(6, 8, 5, 8, {true, true, true});
  chain.rows.dirichlet_weight = chain.cols.diagonal_weight = 0.0;
  spec.representation = chain;
  spec.regularizers = {DirichletSpec{Axis::rows, 0.1, graphLaplacian(6, 1)}};
  checkGradients("some weights 0, and a regularizer", spec);
});

// No start here has a sum within a step of relu's kink: its differences would be off by far more
// than the tolerance.
const Case kNetworks("networks of depth 1 to 4, every activation, with and without biases", [] {
  for (const Activation activation : {Activation::linear, Activation::relu, Activation::sigmoid,
                                      Activation::tanh, Activation::tanh_opt}) {
    for (const bool biases : {false, true}) {
      for (const auto& widths : {std::vector<std::uint32_t>{}, {3}, {19}, {5, 7}, {17, 2, 8}}) {
        Spec spec = chainSpec(7, 6, 1);
        spec.seed = 5;
        spec.representation = networkSpec(widths, activation, biases);
        checkGradients("activation " + std::to_string(static_cast<int>(activation)) + ", " +
                           std::to_string(widths.size() + 1) + " layers" +
                           (biases ? " with biases" : ""),
                       spec);
      }
    }
  }
});

const Case kLatent(
    "networks on a free input: every parameter, every activation, depths 1 to 3", [] {
      for (const Activation activation : {Activation::linear, Activation::relu, Activation::sigmoid,
                                          Activation::tanh, Activation::tanh_opt}) {
        for (const Activation output : {Activation::linear, Activation::tanh_opt}) {
          for (const auto& widths : {std::vector<std::uint32_t>{}, {5}, {4, 17}}) {
            Spec spec = chainSpec(7, 6, 1);
            spec.seed = 5;
            spec.fidelity = FidelityKind::half_mean_rows;
            spec.representation = latentSpec(2, widths, activation, output);
            checkGradients("activations " + std::to_string(static_cast<int>(activation)) + ", " +
                               std::to_string(static_cast<int>(output)) + ", " +
                               std::to_string(widths.size() + 1) + " layers",
                           spec);
          }
        }
      }
    });

const Case kSmoothness("squared variation and second-order smoothness", [] {
  for (const auto& [rows, cols] : {std::pair{7U, 6U}, std::pair{3U, 19U}, std::pair{2U, 5U},
                                   std::pair{1U, 8U}, std::pair{8U, 1U}}) {
    const Context context(std::to_string(rows) + "x" + std::to_string(cols));
    Spec spec = withChain(rows, cols, {4});
    spec.regularizers = {TotalVariationSpec{VariationNorm::squared, 0.3, 0.0}};
    checkGradients("squared variation", spec);
    spec.regularizers = {LaplacianStencilSpec{StencilForm::norm, 0.3}};
    checkGradients("norm of the Laplacian", spec);
    spec.regularizers = {LaplacianStencilSpec{StencilForm::thin_plate, 0.3}};
    checkGradients("thin plate", spec);
  }
});

/// Distance of x from the nearest kink of |r| or of |differences|.
double distanceFromKinks(const Spec& spec, const Sample& sample, const DoubleMatrix& x) {
  double nearest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < x.rows; ++i) {
    for (std::size_t j = 0; j < x.cols; ++j) {
      const std::size_t at = i * x.cols + j;
      if (spec.fidelity == FidelityKind::l1 && sample.mask[at] != 0) {
        nearest = std::min(nearest, std::abs(x.at(i, j) - sample.values[at]));
      }
      if (!spec.regularizers.empty() && i + 1 < x.rows) {
        nearest = std::min(nearest, std::abs(x.at(i + 1, j) - x.at(i, j)));
      }
      if (!spec.regularizers.empty() && j + 1 < x.cols) {
        nearest = std::min(nearest, std::abs(x.at(i, j + 1) - x.at(i, j)));
      }
    }
  }
  return nearest;
}

void expectAwayFromKinks(const Spec& spec) {
  const Sample observed = sample(spec.rows, spec.cols, 11);
  const Evaluation evaluation = evaluate(spec, observed);
  const std::size_t depth = std::get<FactorChainSpec>(spec.representation).widths.size() + 1;
  const DoubleMatrix x = chainProduct(std::span(evaluation.parameters).first(depth));
  expect(distanceFromKinks(spec, observed, x) > 100 * kStep, "a start away from kinks");
}

const Case kFidelities("fidelity kinds", [] {
  for (const FidelityKind kind :
       {FidelityKind::mse, FidelityKind::mse_observed, FidelityKind::half_mean_rows,
        FidelityKind::sse, FidelityKind::l1}) {
    Spec spec = withChain(8, 6, {5, 7});
    spec.fidelity = kind;
    expectAwayFromKinks(spec);
    checkGradients("fidelity " + std::to_string(static_cast<int>(kind)), spec);
  }
});

const Case kVariations("total variation, away from kinks", [] {
  for (const auto& [rows, cols] : {std::pair{7U, 6U}, std::pair{1U, 8U}, std::pair{8U, 1U}}) {
    for (const VariationNorm norm : {VariationNorm::l1, VariationNorm::l2}) {
      Spec spec = withChain(rows, cols, {4});
      spec.regularizers = {TotalVariationSpec{norm, 0.3, norm == VariationNorm::l1 ? 0.0 : 1e-2}};
      expectAwayFromKinks(spec);
      checkGradients("variation " + std::to_string(static_cast<int>(norm)), spec);
    }
  }
});

const Case kLaplacians("adaptive Laplacians: both forms, both axes, both orientations", [] {
  for (const LaplacianForm form : {LaplacianForm::row_softmin, LaplacianForm::global_softmax}) {
    for (const Axis over : {Axis::rows, Axis::cols}) {
      for (const auto& [rows, cols] : {std::pair{9U, 5U}, std::pair{4U, 17U}}) {
        Spec spec = withChain(rows, cols, {3});
        spec.regularizers = {AdaptiveLaplacianSpec{over, form, 0.4, UniformStart{-1.0, 1.0}}};
        checkGradients("form " + std::to_string(static_cast<int>(form)) + " over axis " +
                           std::to_string(static_cast<int>(over)),
                       spec);
      }
    }
  }
});

const Case kDirichlet("Dirichlet energies over both axes", [] {
  for (const Axis over : {Axis::rows, Axis::cols}) {
    Spec spec = withChain(6, 9, {4});
    spec.regularizers = {DirichletSpec{over, 0.2, graphLaplacian(over == Axis::rows ? 6 : 9, 3)}};
    checkGradients("Dirichlet over axis " + std::to_string(static_cast<int>(over)), spec);
  }
});

const Case kBlocks("adaptive Laplacians and Dirichlet energies over overlapping blocks", [] {
  for (const BlockRelation relate : {BlockRelation::positions, BlockRelation::blocks}) {
    // Blocks of 3x2 by 2 and 1, and by 1 and 2: a row, or a column, is left over.
    for (const Blocks& blocks : {Blocks{3, 2, 2, 1, relate}, Blocks{3, 2, 1, 2, relate}}) {
      const Context context("strides of " + std::to_string(blocks.row_stride) + " and " +
                            std::to_string(blocks.col_stride));
      const std::uint32_t order = Transform(blocks, 8, 7).order();
      Spec spec = withChain(8, 7, {3});
      for (const LaplacianForm form : {LaplacianForm::row_softmin, LaplacianForm::global_softmax}) {
        spec.regularizers = {AdaptiveLaplacianSpec{blocks, form, 0.4, UniformStart{-1.0, 1.0}}};
        checkGradients("adaptive", spec);
      }
      spec.regularizers = {DirichletSpec{blocks, 0.2, graphLaplacian(order, 3)}};
      checkGradients("Dirichlet", spec);
    }
  }
});

const Case kTogether("all regularizers at once, some of them twice", [] {
  Spec spec = withChain(8, 7, {5, 6});
  spec.fidelity = FidelityKind::sse;
  for (const LaplacianForm form : {LaplacianForm::row_softmin, LaplacianForm::global_softmax}) {
    spec.regularizers.emplace_back(
        AdaptiveLaplacianSpec{Axis::rows, form, 0.1, NormalStart{0.0, 0.5}});
    spec.regularizers.emplace_back(
        AdaptiveLaplacianSpec{Axis::cols, form, 0.2, NormalStart{0.0, 0.5}});
  }
  for (const BlockRelation relate : {BlockRelation::positions, BlockRelation::blocks}) {
    spec.regularizers.emplace_back(AdaptiveLaplacianSpec{
        Blocks{3, 3, 2, 2, relate}, LaplacianForm::row_softmin, 0.1, NormalStart{0.0, 0.5}});
  }
  spec.regularizers.emplace_back(DirichletSpec{Axis::cols, 0.1, graphLaplacian(7, 2)});
  spec.regularizers.emplace_back(TotalVariationSpec{VariationNorm::l2, 0.1, 1e-2});
  spec.regularizers.emplace_back(LaplacianStencilSpec{StencilForm::thin_plate, 0.1});
  spec.regularizers.emplace_back(LaplacianStencilSpec{StencilForm::norm, 0.1});
  spec.regularizers.emplace_back(TotalVariationSpec{VariationNorm::squared, 0.1, 0.0});
  spec.regularizers.emplace_back(DirichletSpec{Axis::rows, 0.1, graphLaplacian(8, 1)});
  checkGradients("all", spec);
  spec.representation = networkSpec({5, 6}, Activation::tanh, true);
  checkGradients("all of a network", spec);
  spec.representation = latentSpec(3, {5}, Activation::tanh_opt, Activation::linear);
  checkGradients("all of a network on a free input", spec);
});

}  // namespace
}  // namespace lacuna::test
