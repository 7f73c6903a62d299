// Methods that take one step and pass through observed entries.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "classic/method.h"

namespace lacuna::classic {

/// The estimates of observed entries are their values; the fidelity is 0.
class Interpolation : public Method {
 public:
  explicit Interpolation(const Context& context);

  Progressed step() final;
  void predict(std::span<const Place> places, std::span<float> values) final;
  void fill(std::span<float> matrix) final;
  [[nodiscard]] bool stopsEarly() const final { return false; }

 protected:
  [[nodiscard]] const Context& context() const { return context_; }
  [[nodiscard]] std::size_t flat(std::size_t row, std::size_t col) const {
    return row * context_.observed.col_count + col;
  }

 private:
  /// Completes a row-major matrix that has NaN where nothing is observed.
  virtual void complete(std::span<float> x) = 0;

  const Context& context_;
  std::vector<float> estimate_;  // rows × cols
};

}  // namespace lacuna::classic
