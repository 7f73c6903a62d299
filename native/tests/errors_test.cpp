// What a model refuses, and how it says so.
#include <vector>

#include "check.h"
#include "cpu/cpu_device.h"
#include "problems.h"

namespace lacuna::test {
namespace {

void expectRefused(const Spec& spec, std::string_view fragment, Where where = Where::current()) {
  expectError(
      ErrorCode::invalid_argument, fragment, [&] { solveOnCpu(spec, sample(4, 3, 1), 1); }, where);
}

const Case kEmpty("an empty matrix, an empty batch, a width or a window of zero", [] {
  Spec spec = chainSpec(4, 3, 1);
  spec.rows = 0;
  expectRefused(spec, "at least one row and one column");
  spec = chainSpec(4, 3, 1);
  expectError(ErrorCode::invalid_argument, "at least one problem",
              [&] { solveOnCpu(spec, Sample{}, 0); });
  spec.representation = FactorChainSpec{{4, 0}, NormalStart{0.0, 1.0}};
  expectRefused(spec, "every inner width to be at least 1");
  spec.representation =
      ActivatedNetworkSpec{{0}, Activation::relu, NormalStart{0.0, 1.0}, std::nullopt};
  expectRefused(spec, "every inner width to be at least 1");
  spec = chainSpec(4, 3, 1);
  spec.stopping.window = 0;
  expectRefused(spec, "a stopping window of at least one step");
});

const Case kObservations("observations of another size", [] {
  const Spec spec = chainSpec(4, 3, 1);
  Sample short_values = sample(4, 3, 1);
  short_values.values.pop_back();
  expectError(ErrorCode::invalid_argument, "Expected values and mask of 12 entries",
              [&] { solveOnCpu(spec, short_values, 1); });
  Sample short_mask = sample(4, 3, 1);
  short_mask.mask.pop_back();
  expectError(ErrorCode::invalid_argument, "Expected values and mask of 12 entries",
              [&] { solveOnCpu(spec, short_mask, 1); });
});

const Case kLaplacian("a Laplacian of another size", [] {
  Spec spec = chainSpec(4, 3, 1);
  spec.regularizers = {DirichletSpec{Axis::cols, 1.0, std::vector<float>(16)}};
  expectRefused(spec, "Expected a Laplacian of 9 entries but received 16");
});

const Case kBlocks("blocks that do not fit, or relate nothing", [] {
  using enum BlockRelation;
  Spec spec = chainSpec(4, 3, 1);
  for (const Blocks& none : {Blocks{5, 1, 1, 1, positions}, Blocks{1, 4, 1, 1, blocks},
                             Blocks{0, 1, 1, 1, blocks}, Blocks{1, 1, 0, 1, blocks}}) {
    spec.regularizers = {
        AdaptiveLaplacianSpec{none, LaplacianForm::row_softmin, 1.0, NormalStart{0.0, 1.0}}};
    expectRefused(spec, "Expected blocks that fit into 4x3 entries");
  }
  for (const Blocks& one : {Blocks{1, 1, 1, 1, positions}, Blocks{3, 2, 2, 2, blocks}}) {
    spec.regularizers = {DirichletSpec{one, 1.0, std::vector<float>(1)}};
    expectRefused(spec, "vectors, but received 1 of the length");
  }
});

const Case kStart("starting values of another size", [] {
  Spec spec = chainSpec(4, 3, 1);
  spec.representation = FactorChainSpec{{}, GivenStart{{std::vector<float>(11)}}};
  expectRefused(spec, "Expected 12 starting values for parameter 0 but received 11");
  spec.representation = FactorChainSpec{{2}, GivenStart{{std::vector<float>(8)}}};
  expectRefused(spec, "Expected 6 starting values for parameter 1 but received 0");
});

}  // namespace
}  // namespace lacuna::test
