#include "instrument/gradient_norms.h"

#include <cmath>
#include <cstddef>

namespace lacuna {

GradientNorms::GradientNorms(Memory& memory, std::uint32_t batch,
                             const std::vector<Parameter>& parameters)
    : first_rows_{0}, batch_(batch) {
  for (const Parameter& parameter : parameters) {
    first_rows_.push_back(first_rows_.back() + parameter.value.rows);
  }
  squares_ = {memory, static_cast<std::size_t>(batch) * first_rows_.back()};
}

void GradientNorms::beginStep(Device& device, Problems problems, GradientSink& next) {
  device_ = &device;
  next_ = &next;
  const std::uint32_t rows = first_rows_.back();
  device.clear(problems, DoubleMatrix{squares_.data(), rows, 1, rows});
}

void GradientNorms::take(Problems problems, const Parameter& parameter, ConstMatrix gradient) {
  const std::uint32_t rows = first_rows_.back();
  const std::uint32_t first = first_rows_[parameter.index] + parameter.first_row;
  const DoubleMatrix squares{squares_.data(), rows, 1, rows};
  device_->rowSquares(problems, squares.rowBlock(first, gradient.rows), gradient);
  next_->take(problems, parameter, gradient);
}

std::vector<double> GradientNorms::norms(Device& device) const {
  std::vector<double> squares(squares_.count());
  device.download(squares.data(), squares_.data(), squares.size() * sizeof(double));
  std::vector<double> norms;
  for (std::size_t problem = 0; problem < batch_; ++problem) {
    const std::size_t base = problem * first_rows_.back();
    for (std::size_t i = 0; i + 1 < first_rows_.size(); ++i) {
      double sum = 0.0;
      for (std::size_t row = first_rows_[i]; row < first_rows_[i + 1]; ++row) {
        sum += squares[base + row];
      }
      norms.push_back(std::sqrt(sum));
    }
  }
  return norms;
}

}  // namespace lacuna
