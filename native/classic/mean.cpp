#include "classic/mean.h"

#include <algorithm>

#include "classic/line_sums.h"

namespace lacuna::classic {
namespace {

std::vector<double> rowMeans(const Entries& entries, double otherwise) {
  std::vector<double> means(entries.row_count, otherwise);
  for (std::size_t i = 0; i < means.size(); ++i) {
    const std::size_t begin = entries.row_offsets[i];
    const std::size_t end = entries.row_offsets[i + 1];
    double sum = 0.0;
    for (std::size_t e = begin; e < end; ++e) {
      sum += entries.values[e];
    }
    if (end > begin) {
      means[i] = sum / static_cast<double>(end - begin);
    }
  }
  return means;
}

std::vector<double> colMeans(const Entries& entries, double otherwise) {
  std::vector<double> means(entries.col_count, otherwise);
  for (std::size_t j = 0; j < means.size(); ++j) {
    const std::size_t begin = entries.col_offsets[j];
    const std::size_t end = entries.col_offsets[j + 1];
    double sum = 0.0;
    for (std::size_t k = begin; k < end; ++k) {
      sum += entries.values[entries.positions[k]];
    }
    if (end > begin) {
      means[j] = sum / static_cast<double>(end - begin);
    }
  }
  return means;
}

class Mean final : public Method {
 public:
  Mean(MeanOf of, const Context& context) : of_(of), observed_(context.observed) {}

  Progressed step() override {
    const double mean = observed_.mean();
    const std::vector<double> none_of_rows(observed_.row_count, 0.0);
    const std::vector<double> none_of_cols(observed_.col_count, 0.0);
    switch (of_) {
      case MeanOf::all:
        x_ = {std::vector<double>(observed_.row_count, mean), none_of_cols};
        break;
      case MeanOf::rows:
        x_ = {rowMeans(observed_, mean), none_of_cols};
        break;
      case MeanOf::cols:
        x_ = {none_of_rows, colMeans(observed_, mean)};
        break;
    }
    return {0.0, x_.meanSquare(observed_)};
  }

  void predict(std::span<const Place> places, std::span<float> values) override {
    x_.predict(places, values);
  }
  void fill(std::span<float> matrix) override { x_.fill(matrix); }
  Factors factors() override { return x_.factors(); }
  [[nodiscard]] std::uint32_t rank() const override { return 1; }

 private:
  MeanOf of_;
  const Entries& observed_;
  LineSums x_;
};

}  // namespace

std::unique_ptr<Method> makeMethod(const MeanSpec& spec, const Context& context) {
  return std::make_unique<Mean>(spec.of, context);
}

std::uint64_t methodBytes(const MeanSpec& /*spec*/, const Extent& extent) {
  return 2 * sizeof(double) * (std::uint64_t{extent.rows} + extent.cols);
}

}  // namespace lacuna::classic
