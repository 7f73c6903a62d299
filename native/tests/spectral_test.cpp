// Spectral chains: what they share with other parts, what they cost, how they start and stop.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "chain_twin.h"
#include "check.h"
#include "cpu/cpu_device.h"
#include "device_proxy.h"
#include "problems.h"
#include "spectral_twin.h"

namespace lacuna::test {
namespace {

constexpr SpectralFactors kAll{true, true, true};
constexpr SpectralFactors kOnlyC{false, true, false};

Spec withSpectral(std::uint32_t rows, std::uint32_t cols, SpectralChainSpec chain) {
  Spec spec = chainSpec(rows, cols, 1);
  spec.fidelity = FidelityKind::sse;
  spec.representation = std::move(chain);
  return spec;
}

/// Evaluates once and gives X, the terms and the gradients.
struct Evaluated {
  std::vector<float> x;
  std::vector<double> terms;
  std::vector<std::vector<float>> gradients;
};

Evaluated evaluate(Device& device, const Spec& spec, const Sample& observed) {
  DenseModel model(device, spec, 1);
  model.start(device, observe(observed, 1));
  Evaluated result{{}, std::vector<double>(model.terms()), {}};
  Recorder recorder(device, model.parameters().size());
  const std::uint32_t problem = 0;
  model.evaluate(device, Problems{&problem, 1}, recorder);
  device.download(result.terms.data(), model.termValues().data(), 8 * result.terms.size());
  result.x = model.read(device, 0, Model::Which::last).matrix;
  result.gradients = std::move(recorder.gradients);
  return result;
}

Evaluated evaluate(const Spec& spec, const Sample& observed) {
  const auto device = makeCpuDevice(1);
  return evaluate(*device, spec, observed);
}

std::vector<double> widened(const std::vector<float>& values) {
  return {values.begin(), values.end()};
}

const Case kBatch("a batch and any number of threads give each problem's own bits", [] {
  for (const SpectralFactors trained : {kAll, kOnlyC}) {
    SpectralChainSpec chain = spectralSpec(70, 130, 40, 65, trained);
    chain.projection = SpectralProjection{9, 7};
    Spec spec = withSpectral(70, 130, chain);
    spec.stopping.steps = 3;
    const std::vector<Sample> samples{sample(70, 130, 1), sample(70, 130, 2), sample(70, 130, 3)};
    const std::vector<Outcome> together = solveOnCpu(spec, joined(samples), 3, 3);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      for (const unsigned threads : {1U, 2U}) {
        const Outcome alone = solveOnCpu(spec, samples[i], 1, threads).front();
        expectSameBits(together[i].x.matrix, alone.x.matrix, "X");
        expect(together[i].terms == alone.terms, "the same loss terms");
      }
    }
  }
});

const Case kDirichlet("its energies are those of the dirichlet regularizers", [] {
  for (const std::uint32_t band : {6U, 12U}) {
    SpectralChainSpec chain = spectralSpec(12, 15, band, band + 3, kAll);
    chain.rows.diagonal_weight = chain.cols.diagonal_weight = 0.0;
    const Sample observed = sample(12, 15, 4);
    const Evaluated own = evaluate(withSpectral(12, 15, chain), observed);
    chain.rows.dirichlet_weight = chain.cols.dirichlet_weight = 0.0;
    Spec other = withSpectral(12, 15, chain);
    other.regularizers = {DirichletSpec{Axis::rows, 0.3, chain.rows.laplacian},
                          DirichletSpec{Axis::cols, 0.2, chain.cols.laplacian}};
    const Evaluated through_x = evaluate(other, observed);
    expectSameBits(own.x, through_x.x, "X");
    expectEqual(own.terms.size(), through_x.terms.size(), "number of terms");
    for (std::size_t i = 0; i < own.terms.size(); ++i) {
      expectClose(own.terms[i], through_x.terms[i], 1e-5 * own.terms[i], "term " + show(i));
    }
    for (std::size_t i = 0; i < own.gradients.size(); ++i) {
      expectAtMost(relativeError(own.gradients[i], widened(through_x.gradients[i])), 1e-5,
                   "gradient " + show(i));
    }
  }
});

const Case kChain("without graphs it is a chain of three factors, to the bit", [] {
  SpectralChainSpec chain = spectralSpec(9, 17, 9, 17, kAll);
  chain.rows.laplacian.clear();
  chain.cols.laplacian.clear();
  const std::vector<float> p = sample(9, 9, 5).values;
  const std::vector<float> c = sample(9, 17, 6).values;
  const std::vector<float> q = sample(17, 17, 7).values;
  chain.start = GivenStart{{p, c, q}};
  Spec factors = chainSpec(9, 17, 3);
  factors.fidelity = FidelityKind::sse;
  const DoubleMatrix q_transposed = transposed(DoubleMatrix(17, 17, q));
  factors.representation = FactorChainSpec{
      {9, 17}, GivenStart{{p, c, {q_transposed.data.begin(), q_transposed.data.end()}}}};
  const Sample observed = sample(9, 17, 4);
  expectSameBits(solveOnCpu(withSpectral(9, 17, chain), observed, 1).front().x.matrix,
                 solveOnCpu(factors, observed, 1).front().x.matrix, "X after 20 steps");
});

/// Counts products and what they take.
class CostDevice final : public DeviceProxy {
 public:
  using DeviceProxy::DeviceProxy;

  void multiply(Problems problems, Matrix c, ConstMatrix a, ConstMatrix b, Product product,
                Write write) override {
    ++products;
    work += c.size() * (product == Product::tn ? a.rows : a.cols);
    DeviceProxy::multiply(problems, c, a, b, product, write);
  }

  std::size_t products = 0;
  std::size_t work = 0;
};

void expectCost(const SpectralChainSpec& chain, std::uint32_t rows, std::uint32_t cols,
                std::size_t products, std::size_t work) {
  const auto cpu = makeCpuDevice(1);
  CostDevice device(*cpu);
  evaluate(device, withSpectral(rows, cols, chain), sample(rows, cols, 2));
  expectEqual(device.products, products, "products");
  expectEqual(device.work, work, "multiply-adds");
}

const Case kCost("ten products, and none with an identity, in the cheaper order", [] {
  SpectralChainSpec chain = spectralSpec(6, 8, 6, 8, kAll);
  chain.rows.diagonal_weight = chain.cols.diagonal_weight = 0.0;
  expectCost(chain, 6, 8, 10, 5 * (6 * 6 * 8 + 6 * 8 * 8));
  chain.trained = kOnlyC;
  expectCost(chain, 6, 8, 4, 2 * (6 * 6 * 8 + 6 * 8 * 8));
  chain.cols.band = 2;  // Φ·G first: 6·6·2 + 6·2·8
  expectCost(chain, 6, 8, 4, 2 * (6 * 6 * 2 + 6 * 2 * 8));
  chain.rows.band = 1;  // G·Ψᵀ first: 1·2·8 + 6·1·8
  expectCost(chain, 6, 8, 4, 2 * (1 * 2 * 8 + 6 * 1 * 8));
  chain.rows = {{}, 6, 0.3, 0.1};
  expectCost(chain, 6, 8, 2, 2 * (6 * 2 * 8));
  chain.cols = {{}, 8, 0.3, 0.1};
  expectCost(chain, 6, 8, 0, 0);
});

const Case kProjection("C starts from the data on the lowest eigenvectors", [] {
  SpectralChainSpec chain = spectralSpec(11, 9, 8, 7, kAll);
  chain.start = IdentityStart{1.0};
  chain.projection = SpectralProjection{3, 4};
  const Sample observed = sample(11, 9, 3);
  const Evaluated started = evaluate(withSpectral(11, 9, chain), observed);
  // X = Φ₃Φ₃ᵀ·T·Ψ₄Ψ₄ᵀ: what a chain of these bands makes of C = Φ₃ᵀ·T·Ψ₄.
  SpectralChainSpec narrow = chain;
  narrow.rows.band = 3;
  narrow.cols.band = 4;
  const auto unit = [](std::size_t rows, std::size_t cols) {
    DoubleMatrix x(rows, cols);
    for (std::size_t i = 0; i < std::min(rows, cols); ++i) {
      x.at(i, i) = 1.0;
    }
    return x;
  };
  narrow.trained = kOnlyC;
  DoubleMatrix target(11, 9);
  for (std::size_t at = 0; at < target.data.size(); ++at) {
    target.data[at] = observed.mask[at] != 0 ? observed.values[at] : 0.0;
  }
  const auto basis = [&](bool of_rows) {
    SpectralChainSpec one = narrow;
    (of_rows ? one.cols : one.rows) =
        of_rows ? SpectralSideSpec{{}, 3, 0.0, 0.0} : SpectralSideSpec{{}, 4, 0.0, 0.0};
    return of_rows ? spectralProduct(one, 11, 3, std::vector{unit(3, 3)})
                   : spectralProduct(one, 4, 9, std::vector{unit(4, 4)});
  };
  const DoubleMatrix phi = basis(true);   // 11×3
  const DoubleMatrix psi = basis(false);  // 4×9, transposed
  const DoubleMatrix expected =
      chainProduct(std::vector{phi, transposed(phi), target, transposed(psi), psi});
  expectAtMost(relativeError(started.x, expected.data), 1e-5, "X at the start");
});

const Case kStop("a job that is cancelled while the eigenvectors are worked out", [] {
  const Spec spec = withSpectral(90, 5, spectralSpec(90, 5, 90, 5, kAll, 77));
  const auto device = makeCpuDevice(1);
  const Sample observed = sample(90, 5, 1);
  Listener listener;
  listener.stop = true;
  expectError(ErrorCode::cancelled, "cancelled",
              [&] { solve(*device, spec, observe(observed, 1), listener, listener.stop); });
});

const Case kRefused("parts that do not fit", [] {
  const auto refuse = [](const SpectralChainSpec& chain, const std::string& fragment) {
    expectError(ErrorCode::invalid_argument, fragment,
                [&] { solveOnCpu(withSpectral(6, 8, chain), sample(6, 8, 1), 1); });
  };
  const SpectralChainSpec good = spectralSpec(6, 8, 6, 8, kAll);
  SpectralChainSpec chain = good;
  chain.rows.laplacian.pop_back();
  refuse(chain, "a Laplacian of 36 entries");
  chain = good;
  chain.cols.band = 9;
  refuse(chain, "a band of 1 to 8");
  chain.cols.band = 0;
  refuse(chain, "a band of 1 to 8");
  chain = good;
  chain.rows = {{}, 5, 0.0, 0.0};
  refuse(chain, "a band of 6");
  chain = good;
  chain.trained = {false, false, false};
  refuse(chain, "at least one factor");
  chain.trained = {true, false, true};
  chain.projection = SpectralProjection{1, 1};
  refuse(chain, "C to be trained");
});

}  // namespace
}  // namespace lacuna::test
