// Loss terms, gradients and Adam trajectories against independent values in double
// (test/fixtures/reference).
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "check.h"
#include "cpu/cpu_device.h"
#include "json.h"
#include "problems.h"

namespace lacuna::test {
namespace {

constexpr double kTolerance = 1e-5;
constexpr double kTrajectoryTolerance = 1e-4;

/// An array of a case: {"shape": […], "data": […]}.
std::vector<double> numbers(const Json& array) {
  std::vector<double> values;
  for (const Json& value : array.at("data").list()) {
    values.push_back(value.number());
  }
  return values;
}

std::vector<float> floats(const Json& array) {
  const std::vector<double> values = numbers(array);
  return {values.begin(), values.end()};
}

std::vector<std::uint32_t> whole(const Json& list) {
  std::vector<std::uint32_t> values;
  for (const Json& value : list.list()) {
    values.push_back(static_cast<std::uint32_t>(value.number()));
  }
  return values;
}

FidelityKind fidelityOf(const std::string& name) {
  return name == "mse" ? FidelityKind::mse : name == "sse" ? FidelityKind::sse : FidelityKind::l1;
}

RegularizerSpec regularizerOf(const Json& term, const Json& reference) {
  const std::string& type = term.at("type").text();
  const double weight = term.at("weight").number();
  if (type == "tv-l1") {
    return TotalVariationSpec{VariationNorm::l1, weight, 0.0};
  }
  if (type == "tv-l2") {
    return TotalVariationSpec{VariationNorm::l2, weight, term.at("epsilon").number()};
  }
  const std::string& axis = term.at("over").text();
  const Axis over = axis == "rows" ? Axis::rows : Axis::cols;
  if (type == "dirichlet") {
    return DirichletSpec{over, weight, floats(reference.at("constants").at("graph_" + axis))};
  }
  const auto form = term.at("form").text() == "row-softmin" ? LaplacianForm::row_softmin
                                                            : LaplacianForm::global_softmax;
  return AdaptiveLaplacianSpec{
      over, form, weight, GivenStart{{floats(reference.at("parameters").at("laplacian_" + axis))}}};
}

/// What the parameters of the case's representation are called, in the order of the model's.
std::vector<const char*> kindsOf(const Json& reference) {
  if (reference.at("model").text() == "rdmf") {
    return {"weight", "bias"};
  }
  return {"factor"};
}

/// The names of the case's parameters in the order of the model's.
std::vector<std::string> parameterNames(const Json& reference) {
  std::vector<std::string> names;
  const std::size_t depth = reference.at("dims").list().size() - 1;
  for (const char* const kind : kindsOf(reference)) {
    for (std::size_t i = 0; i < depth; ++i) {
      names.push_back(kind + std::to_string(i));
    }
  }
  for (const Json& term : reference.at("regularizers").list()) {
    if (term.at("type").text() == "adaptive") {
      names.push_back("laplacian_" + term.at("over").text());
    }
  }
  return names;
}

GivenStart givenOf(const Json& reference, const std::string& kind) {
  GivenStart start;
  for (std::size_t i = 0; i + 1 < reference.at("dims").list().size(); ++i) {
    start.values.push_back(floats(reference.at("parameters").at(kind + std::to_string(i))));
  }
  return start;
}

Activation activationOf(const std::string& name) {
  return name == "relu"      ? Activation::relu
         : name == "sigmoid" ? Activation::sigmoid
         : name == "tanh"    ? Activation::tanh
                             : Activation::linear;
}

RepresentationSpec representationOf(const Json& reference) {
  const std::vector<std::uint32_t> dims = whole(reference.at("dims"));
  if (reference.at("model").text() == "rdmf") {
    // dims go from the rows of X to its columns, layers the other way.
    return ActivatedNetworkSpec{{dims.rbegin() + 1, dims.rend() - 1},
                                activationOf(reference.at("activation").text()),
                                givenOf(reference, "weight"),
                                givenOf(reference, "bias")};
  }
  return FactorChainSpec{{dims.begin() + 1, dims.end() - 1}, givenOf(reference, "factor")};
}

Spec specOf(const Json& reference) {
  const std::vector<std::uint32_t> dims = whole(reference.at("dims"));
  Spec spec = chainSpec(dims.front(), dims.back(), 1);
  spec.representation = representationOf(reference);
  spec.fidelity = fidelityOf(reference.at("fidelity").text());
  for (const Json& term : reference.at("regularizers").list()) {
    spec.regularizers.push_back(regularizerOf(term, reference));
  }
  return spec;
}

/// A model that stands at the start of a case.
class Standing {
 public:
  explicit Standing(const Json& reference)
      : spec_(specOf(reference)), device_(makeCpuDevice(1)), model_(*device_, spec_, 1) {
    const std::vector<float> mask = floats(reference.at("constants").at("mask"));
    const Sample sample{floats(reference.at("constants").at("target")), {mask.begin(), mask.end()}};
    model_.start(*device_, observe(sample, 1));
  }

  [[nodiscard]] Device& device() const { return *device_; }

  void evaluate(GradientSink& sink) { model_.evaluate(*device_, Problems{&kProblem, 1}, sink); }

  [[nodiscard]] std::vector<double> terms() const {
    std::vector<double> values(model_.terms());
    device_->download(values.data(), model_.termValues().data(), values.size() * sizeof(double));
    return values;
  }

  [[nodiscard]] std::vector<float> parameter(std::size_t index) const {
    const Matrix value = model_.parameters()[index].value;
    std::vector<float> values(value.size());
    device_->download(values.data(), value.data, values.size() * sizeof(float));
    return values;
  }

  [[nodiscard]] std::unique_ptr<Optimizer> adam(AdamSpec spec) const {
    return makeOptimizer(*device_, 1, model_.parameters(), spec);
  }
  Device& device() { return *device_; }

 private:
  static constexpr std::uint32_t kProblem = 0;

  Spec spec_;
  std::unique_ptr<Device> device_;
  DenseModel model_;
};

/// Expects the values within the tolerance, and keeps the largest error seen.
class Worst {
 public:
  void take(const std::vector<float>& actual, const std::vector<double>& wanted, double tolerance,
            const std::string& what) {
    note(relativeError(actual, wanted), tolerance, what);
  }
  void take(double actual, double wanted, double tolerance, const std::string& what) {
    note(std::abs(actual - wanted) / std::abs(wanted), tolerance, what);
  }
  [[nodiscard]] double error() const { return error_; }

 private:
  void note(double error, double tolerance, const std::string& what) {
    expectAtMost(error, tolerance, what);
    error_ = std::max(error_, error);
  }

  double error_ = 0.0;
};

double sum(const std::vector<double>& terms) {
  double total = 0.0;
  for (const double term : terms) {
    total += term;
  }
  return total;
}

double checkStart(const Json& reference) {
  const std::vector<std::string> names = parameterNames(reference);
  Standing standing(reference);
  Recorder recorder(standing.device(), names.size());
  standing.evaluate(recorder);
  Worst worst;
  const std::vector<double> terms = standing.terms();
  const Json::Object& wanted = reference.at("terms").object();
  expectEqual(terms.size(), wanted.size(), "number of terms");
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    worst.take(terms.at(i), wanted[i].second.number(), kTolerance, wanted[i].first);
  }
  worst.take(sum(terms), reference.at("loss").number(), kTolerance, "loss");
  expectEqual(names.size(), reference.at("gradients").object().size(), "number of gradients");
  for (std::size_t i = 0; i < names.size(); ++i) {
    worst.take(recorder.gradients[i], numbers(reference.at("gradients").at(names[i])), kTolerance,
               "gradient of " + names[i]);
  }
  return worst.error();
}

void checkStep(Standing& standing, const Json& reference, const Json& after, Worst& worst) {
  const std::vector<std::string> names = parameterNames(reference);
  for (std::size_t i = 0; i < names.size(); ++i) {
    worst.take(standing.parameter(i), numbers(after.at("parameters").at(names[i])),
               kTrajectoryTolerance, names[i]);
  }
  Recorder recorder(standing.device(), names.size());
  standing.evaluate(recorder);
  worst.take(sum(standing.terms()), after.at("loss").number(), kTrajectoryTolerance, "loss");
}

double checkTrajectory(const Json& reference) {
  const Json& adam = reference.at("adam");
  Standing standing(reference);
  const auto optimizer = standing.adam({adam.at("lr").number(), adam.at("beta1").number(),
                                        adam.at("beta2").number(), adam.at("epsilon").number()});
  Worst worst;
  std::uint64_t step = 0;
  for (const auto& [last, after] : adam.at("after").object()) {
    const Context context("after " + last + " steps");
    while (step < std::stoull(last)) {
      optimizer->beginStep(standing.device(), ++step);
      standing.evaluate(*optimizer);
    }
    checkStep(standing, reference, after, worst);
  }
  return worst.error();
}

std::vector<std::filesystem::path> files() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(LACUNA_FIXTURES "/reference")) {
    // Those of spectral chains: spectral_reference_test.cpp.
    if (!entry.path().stem().string().starts_with("sgmc")) {
      paths.push_back(entry.path());
    }
  }
  std::ranges::sort(paths);
  return paths;
}

const Case kReference("reference cases", [] {
  std::size_t trajectories = 0;
  const auto paths = files();
  expectEqual(paths.size(), std::size_t{15}, "number of cases");
  for (const std::filesystem::path& path : paths) {
    const std::string name = path.stem().string();
    const Context context(name);
    const Json reference = Json::read(path.string());
    std::printf("%-28s start %.1e", name.c_str(), checkStart(reference));
    if (reference.find("adam") != nullptr) {
      std::printf("  trajectory %.1e", checkTrajectory(reference));
      ++trajectories;
    }
    std::printf("\n");
  }
  expectEqual(trajectories, std::size_t{5}, "number of trajectories");
});

}  // namespace
}  // namespace lacuna::test
