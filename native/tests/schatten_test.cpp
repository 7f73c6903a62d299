// Schatten blocks (DLRL): losses and gradients against independent values in double
// (test/fixtures/dlrl) and against finite differences; runs of the whole model.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "check.h"
#include "cpu/cpu_device.h"
#include "device_proxy.h"
#include "json.h"
#include "problems.h"
#include "solver/schatten_model.h"

namespace lacuna::test {
namespace {

constexpr double kTolerance = 1e-5;
constexpr std::uint32_t kOnly = 0;

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

/// name0, name1, … of `parts`, the ends apart from those between.
BlockStarts givenStarts(const Json& parts, const std::string& name, std::size_t depth) {
  GivenStart ends;
  GivenStart middle;
  for (std::size_t i = 0; i < depth; ++i) {
    const bool is_end = i == 0 || i + 1 == depth;
    (is_end ? ends : middle).values.push_back(floats(parts.at(name + std::to_string(i))));
  }
  return {ends, middle};
}

Spec specOf(const Json& reference) {
  std::vector<std::uint32_t> dims;
  for (const Json& dim : reference.at("dims").list()) {
    dims.push_back(static_cast<std::uint32_t>(dim.number()));
  }
  std::vector<double> exponents;
  for (const Json& p : reference.at("p").list()) {
    exponents.push_back(p.number());
  }
  const bool matrix = reference.at("power").text() == "matrix";
  Spec spec = chainSpec(dims.front(), dims.back(), 1);
  spec.fidelity = FidelityKind::half_sse;
  spec.representation = SchattenBlocksSpec{
      .widths = {dims.begin() + 1, dims.end() - 1},
      .exponents = exponents,
      .power = matrix ? SchattenPower::matrix : SchattenPower::element_wise,
      .ridge = matrix ? reference.at("ridge").number() : 0.0,
      .eta = GivenStart{{floats(reference.at("parameters").at("eta"))}},
      .inputs = givenStarts(reference.at("constants"), "input", exponents.size()),
      .weights = givenStarts(reference.at("parameters"), "weight", exponents.size()),
      .refresh = 0,
      .centring = std::nullopt};
  return spec;
}

/// A model that has been evaluated once.
struct Evaluated {
  Evaluated(const Spec& spec, const Sample& sample)
      : device(makeCpuDevice(1)),
        model(makeModel(*device, spec, shapeOf(observe(sample, 1)))),
        recorder(*device, model->parameters().size()) {
    model->start(*device, observe(sample, 1));
    model->evaluate(*device, Problems{&kOnly, 1}, recorder);
    device->download(&loss, model->termValues().data(), sizeof loss);
  }

  std::unique_ptr<Device> device;
  std::unique_ptr<Model> model;
  Recorder recorder;
  double loss = 0.0;
};

const Case kReference("reference cases", [] {
  std::size_t cases = 0;
  for (const auto& entry : std::filesystem::directory_iterator(LACUNA_FIXTURES "/dlrl")) {
    const Context context(entry.path().stem().string());
    const Json reference = Json::read(entry.path().string());
    const std::vector<float> mask = floats(reference.at("constants").at("mask"));
    const Evaluated start(specOf(reference), {floats(reference.at("constants").at("target")),
                                              {mask.begin(), mask.end()}});
    const double loss = reference.at("loss").number();
    expectClose(start.loss, loss, kTolerance * loss, "loss");
    const auto& wanted = reference.at("gradients").object();
    expectEqual(wanted.size(), start.recorder.gradients.size(), "gradients");
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const double error = relativeError(start.recorder.gradients[i], numbers(wanted[i].second));
      std::printf("%-28s %-8s %.1e\n", entry.path().stem().c_str(), wanted[i].first.c_str(), error);
      expectAtMost(error, kTolerance, "gradient of " + wanted[i].first);
    }
    ++cases;
  }
  expectEqual(cases, std::size_t{3}, "number of cases");
});

double lossAt(Spec spec, const Sample& observed, float eta) {
  blocksOf(spec).eta = GivenStart{{{eta}}};
  return Evaluated(spec, observed).loss;
}

const Case kDifferences("the gradient of η is what a difference of losses says", [] {
  const Sample observed = sample(19, 13, 3);
  for (const SchattenPower power :
       {SchattenPower::matrix, SchattenPower::scaled_matrix, SchattenPower::element_wise}) {
    Spec spec = blocksSpec(19, 13, power);
    blocksOf(spec).weights = BlockStarts{UniformStart{0.0, 1.0}, UniformStart{0.0, 1.0}};
    const double gradient = Evaluated(spec, observed).recorder.gradients.back().front();
    const float step = 1.0F / 128;
    const double difference =
        (lossAt(spec, observed, 0.4F + step) - lossAt(spec, observed, 0.4F - step)) / (2 * step);
    expectClose(gradient, difference, 2e-2 * std::abs(difference), "gradient of η");
  }
});

const Case kClamp("η outside of its range is the end of the range, without a gradient", [] {
  const Sample observed = sample(19, 13, 3);
  const Spec spec = blocksSpec(19, 13, SchattenPower::scaled_matrix);
  for (const auto& [outside, end] :
       {std::array{0.0F, 1e-3F}, std::array{-3.0F, 1e-3F}, std::array{7.0F, 1.0F}}) {
    Spec beyond = spec;
    blocksOf(beyond).eta = GivenStart{{{outside}}};
    const Evaluated at(beyond, observed);
    expectClose(at.loss, lossAt(spec, observed, end), 1e-5 * at.loss, "loss");
    expectEqual(at.recorder.gradients.back().front(), 0.0F, "gradient of η");
  }
});

const Case kMatched("matched weights start at the product of the inputs", [] {
  const Sample observed = sample(19, 13, 3);
  Spec spec = blocksSpec(19, 13, SchattenPower::scaled_matrix);
  spec.stopping.steps = 0;
  const std::vector<float> first = solveOnCpu(spec, observed, 1).front().x.matrix;
  for (const double p : {1.0, 2.0}) {
    blocksOf(spec).exponents = {p, p, p};
    const std::vector<float> other = solveOnCpu(spec, observed, 1).front().x.matrix;
    expectAtMost(relativeError(other, std::vector<double>(first.begin(), first.end())), 1e-5,
                 "difference to another exponent");
  }
});

const Case kRefresh("taking the outputs for inputs does not move X", [] {
  const Sample observed = sample(19, 13, 3);
  Spec spec = blocksSpec(19, 13, SchattenPower::scaled_matrix);
  spec.stopping.steps = 5;
  const Outcome without = solveOnCpu(spec, observed, 1).front();
  blocksOf(spec).refresh = 5;
  const Outcome with = solveOnCpu(spec, observed, 1).front();
  const std::vector<double> wanted(without.x.matrix.begin(), without.x.matrix.end());
  expectAtMost(relativeError(with.x.matrix, wanted), 1e-4, "difference of X");
});

Spec trainedSpec(std::uint32_t rows, std::uint32_t cols) {
  Spec spec = blocksSpec(rows, cols, SchattenPower::scaled_matrix);
  blocksOf(spec).centring = CentringSpec{.damping = 1.0, .level = 0.5};
  blocksOf(spec).refresh = 7;
  spec.plateau = PlateauSpec{0.5, 5, 0.01, 0.05};
  spec.optimizer = AdamSpec{0.01, 0.9, 0.99, 1e-8, 1e-3};
  spec.stopping.steps = 60;
  return spec;
}

const Case kBits("the same bits in a batch or alone, on any number of threads", [] {
  const std::array samples{sample(37, 29, 1), sample(37, 29, 2), sample(37, 29, 3)};
  for (const SchattenPower power : {SchattenPower::scaled_matrix, SchattenPower::element_wise}) {
    Spec spec = trainedSpec(37, 29);
    blocksOf(spec).power = power;
    for (const unsigned threads : {1U, 2U, 3U}) {
      const std::vector<Outcome> together = solveOnCpu(spec, joined(samples), 3, threads);
      for (std::size_t i = 0; i < samples.size(); ++i) {
        const Outcome alone = solveOnCpu(spec, samples[i], 1, 1).front();
        expectSameBits(together[i].x.matrix, alone.x.matrix, "matrix");
        expectEqual(together[i].steps, alone.steps, "steps");
        expect(together[i].terms == alone.terms, "the same terms");
      }
    }
  }
});

/// The same entries, listed.
struct Listed {
  std::vector<std::uint32_t> offsets{0};
  std::vector<std::uint32_t> cols;
  std::vector<float> values;

  Listed(const Sample& sample, std::uint32_t rows, std::uint32_t width) {
    for (std::uint32_t at = 0; at < rows * width; ++at) {
      if (sample.mask[at] != 0) {
        cols.push_back(at % width);
        values.push_back(sample.values[at]);
      }
      if (at % width + 1 == width) {
        offsets.push_back(static_cast<std::uint32_t>(values.size()));
      }
    }
  }
};

const Case kSparse("sparse input gives the factors of what dense input gives, and it trains", [] {
  const Sample observed = sample(37, 29, 1);
  const Spec spec = trainedSpec(37, 29);
  const Outcome dense = solveOnCpu(spec, observed, 1).front();
  const Listed listed(observed, 37, 29);
  const auto device = makeCpuDevice(2);
  Listener listener;
  const Outcome sparse =
      solve(*device, spec, SparseObservations{1, listed.offsets, listed.cols, listed.values},
            listener, listener.stop)
          .front();
  const std::size_t width = 5;  // three of the last block and two of the offsets
  expectEqual(sparse.x.left.size(), 37 * width, "entries of the left factor");
  expectEqual(sparse.x.right.size(), 29 * width, "entries of the right factor");
  std::vector<double> product;
  for (std::size_t at = 0; at < std::size_t{37} * 29; ++at) {
    double sum = 0.0;
    for (std::size_t k = 0; k < width; ++k) {
      sum += static_cast<double>(sparse.x.left[at / 29 * width + k]) *
             static_cast<double>(sparse.x.right[at % 29 * width + k]);
    }
    product.push_back(sum);
  }
  expectAtMost(relativeError(dense.x.matrix, product), 1e-6, "difference of X");
  Spec start = spec;
  start.stopping.steps = 0;
  const double first = solveOnCpu(start, observed, 1).front().terms.front();
  expectAtMost(sparse.terms.front(), 0.2 * first, "loss");
});

/// Counts the bytes that it gives.
class CountingDevice final : public DeviceProxy {
 public:
  using DeviceProxy::DeviceProxy;
  void* allocate(std::size_t bytes) override {
    allocated += bytes;
    return DeviceProxy::allocate(bytes);
  }
  void release(void* block, std::size_t bytes) noexcept override {
    released += bytes;
    DeviceProxy::release(block, bytes);
  }

  std::uint64_t allocated = 0;
  std::uint64_t released = 0;
};

const Case kMemory("all memory is planned, and given back", [] {
  const auto cpu = makeCpuDevice(1);
  CountingDevice device(*cpu);
  const Sample observed = sample(37, 29, 1);
  Spec spec = trainedSpec(37, 29);
  Listener listener;
  solve(device, spec, observe(observed, 1), listener, listener.stop);
  const std::uint64_t of_run = device.allocated;
  expectEqual(device.released, of_run, "released bytes");
  expect(estimateBytes(spec, shapeOf(observe(observed, 1))) >= of_run, "an estimate of all of it");
  spec.stopping.steps = 0;
  solve(device, spec, observe(observed, 1), listener, listener.stop);
  expectEqual(device.allocated, 2 * of_run, "bytes of a run without a step");
});

const Case kChecks("what does not fit is refused", [] {
  const auto refuse = [](const char* fragment, const auto& change) {
    Spec spec = trainedSpec(19, 13);
    change(spec);
    expectError(ErrorCode::invalid_argument, fragment,
                [&] { solveOnCpu(spec, sample(19, 13, 1), 1); });
  };
  refuse("at least two Schatten blocks", [](Spec& spec) { blocksOf(spec).widths.clear(); });
  refuse("an exponent for each of 3", [](Spec& spec) { blocksOf(spec).exponents = {1.0}; });
  refuse("no regularizers", [](Spec& spec) {
    spec.regularizers.emplace_back(TotalVariationSpec{VariationNorm::l1, 1.0, 0.0});
  });
});

}  // namespace
}  // namespace lacuna::test
