#include "classic/svd.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "classic/factored_estimate.h"
#include "classic/filled_matrix.h"
#include "classic/lines.h"
#include "linalg/partial_svd.h"

namespace lacuna::classic {
namespace {

class Svd final : public Method {
 public:
  Svd(const SvdSpec& spec, const Context& context)
      : rank_(std::min({spec.rank, context.observed.row_count, context.observed.col_count})),
        context_(context),
        svd_(context.team, context.observed.row_count, context.observed.col_count, context.seed,
             context.stop),
        filled_(std::size_t{context.observed.row_count} * context.observed.col_count),
        estimate_(filled_.size()) {
    start(spec.start);
  }

  Progressed step() override {
    const Entries& observed = context_.observed;
    Triplets triplets = svd_.largest(filled_, rank_);
    for (std::size_t i = 0; i < observed.row_count; ++i) {
      for (std::size_t k = 0; k < rank_; ++k) {
        triplets.u[i * rank_ + k] *= static_cast<float>(triplets.s[k]);
      }
    }
    x_ = {std::move(triplets.u), std::move(triplets.v), rank_};
    fillFrom(context_.team, x_, observed.row_count, observed.col_count, estimate_);
    const Compared sums = refill(context_.team, observed, filled_, estimate_);
    const auto& [by, size] = sums.moved;
    return {size > 0.0 ? std::sqrt(by / size) : 0.0,
            sums.errors / static_cast<double>(observed.count())};
  }

  void predict(std::span<const Place> places, std::span<float> values) override {
    predictFrom(x_, places, values);
  }
  void fill(std::span<float> matrix) override { std::ranges::copy(estimate_, matrix.begin()); }
  [[nodiscard]] std::uint32_t rank() const override { return rank_; }

 private:
  void start(SvdStart from) {
    const Entries& observed = context_.observed;
    const std::size_t cols = observed.col_count;
    const Over over = from == SvdStart::rows ? Over::rows : Over::cols;
    const std::vector<double> means =
        lineMeans(Lines(observed, observed.values, over), observed.mean());
    for (std::size_t i = 0; i < observed.row_count; ++i) {
      for (std::size_t j = 0; j < cols; ++j) {
        filled_[i * cols + j] = static_cast<float>(means[over == Over::rows ? i : j]);
      }
      placeRow(observed, i, filled_.data() + i * cols);
    }
  }

  std::uint32_t rank_;
  const Context& context_;
  PartialSvd svd_;
  std::vector<float> filled_;
  std::vector<float> estimate_;
  Factors x_;
};

}  // namespace

std::unique_ptr<Method> makeMethod(const SvdSpec& spec, const Context& context) {
  return std::make_unique<Svd>(spec, context);
}

std::uint64_t methodBytes(const SvdSpec& spec, const Extent& extent) {
  return 2 * sizeof(float) * extent.entries() +
         PartialSvd::bytes(extent.rows, extent.cols, spec.rank);
}

}  // namespace lacuna::classic
