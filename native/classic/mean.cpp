#include "classic/mean.h"

#include "classic/line_sums.h"
#include "classic/lines.h"

namespace lacuna::classic {
namespace {

class Mean final : public Method {
 public:
  Mean(MeanOf of, const Context& context) : of_(of), observed_(context.observed) {}

  Progressed step() override {
    const double mean = observed_.mean();
    const Lines rows(observed_, observed_.values, Over::rows);
    const std::vector<double> none_of_rows(observed_.row_count, 0.0);
    const std::vector<double> none_of_cols(observed_.col_count, 0.0);
    switch (of_) {
      case MeanOf::all:
        x_ = {std::vector<double>(observed_.row_count, mean), none_of_cols};
        break;
      case MeanOf::rows:
        x_ = {lineMeans(rows, mean), none_of_cols};
        break;
      case MeanOf::cols:
        x_ = {none_of_rows, positionMeans(rows, mean)};
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
  return 2 * sizeof(double) * (std::uint64_t{extent.rows} + extent.cols) +
         sizeof(float) * extent.observed;
}

}  // namespace lacuna::classic
