#include "classic/knn.h"

#include "classic/knn_dense.h"
#include "classic/knn_deviations.h"
#include "classic/knn_distance.h"
#include "classic/knn_listed.h"

namespace lacuna::classic {
namespace {

/// Whether so much is observed that whole lines are compared faster than lists.
bool isDense(std::uint64_t entries, std::uint64_t observed) { return observed >= entries / 8; }

bool comparesLines(const KnnSpec& spec, std::uint64_t entries, std::uint64_t observed) {
  return spec.form != KnnForm::deviations && isDense(entries, observed);
}

/// Bytes of the scratch of one thread, for each line.
constexpr std::uint64_t kScratchBytes = 24;
/// Threads that are counted with.
constexpr std::uint64_t kThreads = 16;

}  // namespace

std::unique_ptr<Method> makeMethod(const KnnSpec& spec, const Context& context) {
  const Entries& observed = context.observed;
  if (comparesLines(spec, std::uint64_t{observed.row_count} * observed.col_count,
                    observed.count())) {
    return makeDenseKnn(spec, context);
  }
  if (spec.form == KnnForm::deviations) {
    return std::make_unique<ListedKnn<DeviationRule>>(context, spec.k, spec);
  }
  return std::make_unique<ListedKnn<DistanceRule>>(context, spec.k, spec);
}

std::uint64_t methodBytes(const KnnSpec& spec, const Extent& extent) {
  const std::uint64_t sides = std::uint64_t{extent.rows} + extent.cols;
  const std::uint64_t lists = 2 * sizeof(float) * extent.observed + 3 * sizeof(double) * sides;
  if (comparesLines(spec, extent.entries(), extent.observed)) {
    return lists + denseKnnBytes(spec, extent);
  }
  const std::uint64_t lines = spec.over == Over::rows ? extent.rows : extent.cols;
  return lists + kThreads * kScratchBytes * lines;
}

}  // namespace lacuna::classic
