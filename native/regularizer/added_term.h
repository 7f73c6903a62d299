// What all terms beside the fidelity have in common, however the loss is evaluated.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "device/device.h"
#include "optimizer/parameter.h"

namespace lacuna {

/// weight · R(T(X); W).
class AddedTerm {
 public:
  AddedTerm(const AddedTerm&) = delete;
  AddedTerm& operator=(const AddedTerm&) = delete;
  virtual ~AddedTerm() = default;

  /// Its own free parameters.
  [[nodiscard]] const std::vector<Parameter>& parameters() const { return parameters_; }

  /// Uploads constants; once, before the first evaluation.
  virtual void start(Device& /*device*/) {}

  /// The weight of the evaluations to come; until then it is that of the spec at step 0.
  virtual void setWeight(Device& device, double weight) = 0;

  /// In the evaluations to come its own parameters are constants: the sink gets no gradient of
  /// them.
  virtual void freeze() {}

  /// The Laplacian (k×k, row-major) that it has learned for one problem; nothing if it learns none.
  [[nodiscard]] virtual std::optional<std::vector<float>> laplacian(
      Device& /*device*/, std::uint32_t /*problem*/) const {
    return std::nullopt;
  }

 protected:
  AddedTerm() = default;
  explicit AddedTerm(std::vector<Parameter> parameters) : parameters_(std::move(parameters)) {}

 private:
  std::vector<Parameter> parameters_;
};

}  // namespace lacuna
