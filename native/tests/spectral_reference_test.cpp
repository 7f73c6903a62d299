// Loss terms and gradients of spectral chains against independent values in double
// (test/fixtures/reference/sgmc*.json). A case gives eigenvectors; the Laplacian is put together
// from them, and where an eigenvector comes out with the other sign, the rows of P or Q that belong
// to it are turned too.
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "check.h"
#include "cpu/cpu_device.h"
#include "json.h"
#include "linalg/symmetric_eigen.h"
#include "problems.h"

namespace lacuna::test {
namespace {

constexpr double kTolerance = 1e-5;

std::vector<double> numbers(const Json& array) {
  std::vector<double> values;
  for (const Json& value : array.at("data").list()) {
    values.push_back(value.number());
  }
  return values;
}

std::vector<float> floats(const std::vector<double>& values) {
  return {values.begin(), values.end()};
}

/// One side of a case.
struct Side {
  std::vector<float> laplacian;
  std::vector<double> signs;  // of the case's eigenvectors in the engine's
};

Side sideOf(const Json& constants, const std::string& side) {
  const std::vector<double> vectors = numbers(constants.at(side + "_basis"));  // in columns
  const std::vector<double> values = numbers(constants.at(side + "_eigenvalues"));
  const std::size_t n = values.size();
  std::vector<double> laplacian(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t k = 0; k < n; ++k) {
        laplacian[i * n + j] += vectors[i * n + k] * values[k] * vectors[j * n + k];
      }
    }
  }
  const auto own = symmetricEigen(laplacian, n).vectors;
  Side made{floats(laplacian), {}};
  for (std::size_t k = 0; k < n; ++k) {
    double product = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      product += vectors[i * n + k] * own[k * n + i];
    }
    expectClose(std::abs(product), 1.0, 1e-9, "eigenvector " + show(k));
    made.signs.push_back(product < 0.0 ? -1.0 : 1.0);
  }
  return made;
}

/// Row i times sign i.
std::vector<double> turned(std::vector<double> values, const std::vector<double>& signs) {
  const std::size_t cols = values.size() / signs.size();
  for (std::size_t at = 0; at < values.size(); ++at) {
    values[at] *= signs[at / cols];
  }
  return values;
}

double checkCase(const Json& reference) {
  const Json& constants = reference.at("constants");
  const Json& weights = reference.at("weights");
  const Side rows = sideOf(constants, "row");
  const Side cols = sideOf(constants, "col");
  const auto p = static_cast<std::uint32_t>(rows.signs.size());
  const auto q = static_cast<std::uint32_t>(cols.signs.size());
  const auto oriented = [&](const Json& matrices) {
    return std::vector{turned(numbers(matrices.at("P")), rows.signs), numbers(matrices.at("C")),
                       turned(numbers(matrices.at("Q")), cols.signs)};
  };
  GivenStart start;
  for (const std::vector<double>& factor : oriented(reference.at("parameters"))) {
    start.values.push_back(floats(factor));
  }
  Spec spec = chainSpec(p, q, 1);
  spec.fidelity = FidelityKind::sse;
  spec.representation = SpectralChainSpec{
      {rows.laplacian, p, weights.at("mu_r").number(), weights.at("rho_r").number()},
      {cols.laplacian, q, weights.at("mu_c").number(), weights.at("rho_c").number()},
      {true, true, true},
      std::move(start),
      std::nullopt};

  const auto device = makeCpuDevice(1);
  DenseModel model(*device, spec, 1);
  const std::vector<float> mask = floats(numbers(constants.at("mask")));
  const Sample sample{floats(numbers(constants.at("target"))), {mask.begin(), mask.end()}};
  model.start(*device, observe(sample, 1));
  Recorder recorder(*device, 3);
  const std::uint32_t problem = 0;
  model.evaluate(*device, Problems{&problem, 1}, recorder);

  double worst = 0.0;
  const auto note = [&](double error, const std::string& what) {
    expectAtMost(error, kTolerance, what);
    worst = std::max(worst, error);
  };
  std::vector<double> terms(model.terms());
  device->download(terms.data(), model.termValues().data(), terms.size() * sizeof(double));
  const Json::Object& wanted = reference.at("terms").object();
  expectEqual(terms.size(), wanted.size(), "number of terms");
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const double value = wanted[i].second.number();
    note(std::abs(terms.at(i) - value) / value, wanted[i].first);
  }
  const auto gradients = oriented(reference.at("gradients"));
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    note(relativeError(recorder.gradients[i], gradients[i]), "gradient " + show(i));
  }
  return worst;
}

const Case kReference("reference cases", [] {
  for (const char* const name : {"sgmc", "sgmc-wide"}) {
    const Context context(name);
    const std::string path = std::string(LACUNA_FIXTURES "/reference/") + name + ".json";
    std::printf("%-28s start %.1e\n", name, checkCase(Json::read(path)));
  }
});

}  // namespace
}  // namespace lacuna::test
