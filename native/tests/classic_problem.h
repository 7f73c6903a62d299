// Small problems for the classical methods.
#pragma once

#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "classic/method.h"
#include "cpu/team.h"

namespace lacuna::test {

/// The entries of a row-major matrix that are not NaN.
inline classic::Entries entriesOfMatrix(const std::vector<float>& matrix, std::uint32_t rows,
                                        std::uint32_t cols) {
  std::vector<std::uint32_t> offsets{0};
  std::vector<std::uint32_t> at;
  std::vector<float> values;
  for (std::uint32_t i = 0; i < rows; ++i) {
    for (std::uint32_t j = 0; j < cols; ++j) {
      const float value = matrix[std::size_t{i} * cols + j];
      if (!std::isnan(value)) {
        at.push_back(j);
        values.push_back(value);
      }
    }
    offsets.push_back(static_cast<std::uint32_t>(at.size()));
  }
  return classic::entriesOf(rows, cols, {1, offsets, at, values});
}

/// One step of a method on entries.
template <class Spec>
class OneStep {
 public:
  OneStep(const Spec& spec, const classic::Entries& entries, unsigned threads = 1)
      : team_(threads),
        context_{team_, entries, 0, stop_},
        method_(classic::makeMethod(spec, context_)),
        progressed_(method_->step()) {}

  classic::Method& method() { return *method_; }
  [[nodiscard]] classic::Progressed progressed() const { return progressed_; }

  std::vector<float> fill() {
    std::vector<float> x(std::size_t{context_.observed.row_count} * context_.observed.col_count);
    method_->fill(x);
    return x;
  }

 private:
  cpu::Team team_;
  std::atomic<bool> stop_{false};
  classic::Context context_;
  std::unique_ptr<classic::Method> method_;
  classic::Progressed progressed_;
};

}  // namespace lacuna::test
