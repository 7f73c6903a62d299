// The loss: representation, fidelity and regularizers put together from a spec.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "device/device.h"
#include "device/workspace.h"
#include "optimizer/parameter.h"
#include "regularizer/regularizer.h"
#include "representation/representation.h"
#include "solver/spec.h"

namespace lacuna {

/// A batch of matrices: problem b's entries start at b·rows·cols.
struct Observations {
  std::uint32_t batch;
  std::span<const float> values;       // batch × rows × cols; unobserved entries are ignored
  std::span<const std::uint8_t> mask;  // batch × rows × cols; 1 observed, 0 missing
};

/// loss(X, W) = fidelity(mask ∘ X, mask ∘ X*) + Σ weight·R(T(X); W) for a batch of problems.
class Model {
 public:
  /// Plans and allocates; nothing is computed. `spec` must outlive start(). Throws Error.
  Model(Memory& memory, const Spec& spec, std::uint32_t batch);

  /// All parameters; parameters()[i].index == i.
  [[nodiscard]] const std::vector<Parameter>& parameters() const { return parameters_; }
  [[nodiscard]] std::size_t terms() const { return 1 + regularizers_.size(); }

  /// Uploads the observations and the starting values. Throws Error(invalid_argument).
  void start(Device& device, const Spec& spec, const Observations& observations);

  /// X and all loss terms at the present parameters; gradients go to the sink, which may update its
  /// parameters at once. The terms before a gradient's own are known when the sink gets it. Keeps
  /// the X of the call before.
  void evaluate(Device& device, Problems problems, GradientSink& sink);

  /// Loss terms of the last evaluate(): batch × terms().
  [[nodiscard]] const Buffer<double>& termValues() const { return term_values_; }

  /// X (rows×cols) of the last evaluate(), or of the one before it.
  [[nodiscard]] Matrix x() const { return x_[current_].view(); }
  [[nodiscard]] Matrix previousX() const { return x_[1 - current_].view(); }

  /// One k×k matrix for each regularizer that learns a Laplacian, at the present parameters.
  [[nodiscard]] std::vector<std::vector<float>> laplacians(Device& device,
                                                           std::uint32_t problem) const;

 private:
  void build(Memory& memory, const FactorChainSpec& spec);
  void add(Memory& memory, const AdaptiveLaplacianSpec& spec);
  void add(Memory& memory, const DirichletSpec& spec);
  void add(Memory& memory, const TotalVariationSpec& spec);
  void own(const std::vector<Parameter>& parameters);

  std::uint32_t rows_;
  std::uint32_t cols_;
  std::uint32_t batch_;
  FidelityKind fidelity_;
  Workspace workspace_;
  std::unique_ptr<Representation> representation_;
  std::vector<std::unique_ptr<Regularizer>> regularizers_;
  std::vector<Parameter> parameters_;
  MatrixBuffer target_;
  MatrixBuffer mask_;
  MatrixBuffer x_[2];
  MatrixBuffer d_x_;
  Buffer<double> term_values_;
  int current_ = 0;
};

}  // namespace lacuna
