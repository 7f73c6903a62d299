// The loss of a batch of problems, however it is evaluated.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "device/device.h"
#include "optimizer/parameter.h"
#include "regularizer/added_term.h"
#include "solver/observations.h"
#include "solver/spec.h"

namespace lacuna {

/// X as it is handed out: the matrix itself, or its factors when it was never formed.
struct Iterate {
  std::vector<float> matrix;  // rows × cols, or empty
  std::vector<float> left;    // rows × r, or empty: X = left · rightᵀ
  std::vector<float> right;   // cols × r, or empty
};

/// Entry `at` of an X of that shape, row by row.
double entryOf(const Iterate& x, std::uint32_t rows, std::uint32_t cols, std::size_t at);

/// X = left·rightᵀ.
struct Factors {
  std::vector<float> left;   // rows × r
  std::vector<float> right;  // cols × r
};

/// loss(X, W) = fidelity(mask ∘ X, mask ∘ X*) + Σ weight·R(T(X); W).
class Model {
 public:
  /// `spec` must outlive the model.
  explicit Model(const Spec& spec) : spec_(spec) {}
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;
  virtual ~Model() = default;

  /// All parameters; parameters()[i].index == i.
  [[nodiscard]] const std::vector<Parameter>& parameters() const { return parameters_; }

  /// Loss terms: the fidelity, those of the representation, then one for each regularizer.
  [[nodiscard]] std::size_t terms() const { return terms_; }

  /// Loss terms of the last evaluate(), weights included: batch × terms().
  [[nodiscard]] const Buffer<double>& termValues() const { return term_values_; }

  /// Loss terms of regularizers: the last ones.
  [[nodiscard]] std::size_t regularizers() const { return added_.size(); }

  /// start() then throws Error(cancelled) soon after `stop` is set, which must outlive the model.
  void stopWhen(const std::atomic<bool>& stop) { stop_ = &stop; }

  /// Uploads the observations and the starting values. Throws Error(invalid_argument).
  virtual void start(Device& device, const Observations& observations) = 0;

  /// Whether the energies of an evaluation are asked for.
  enum class Energies : std::uint8_t { unmeasured, measured };

  /// What changes with the step, such as weights and frozen Laplacians, becomes what it is at that
  /// one; before its evaluate(), and without it everything is as at step 0, nothing frozen. To
  /// measure energies, measuresEnergies() must be true of the spec.
  void beginStep(Device& device, std::uint64_t step, Energies energies);

  /// R of every regularizer, its weight left out, at the last evaluate(), which measured them; its
  /// terms are those of termValues(). batch × regularizers(). Others than those problems have what
  /// they had.
  [[nodiscard]] std::vector<double> energies(Device& device, std::span<const double> terms) const;

  /// All loss terms at the present parameters; gradients go to the sink, which may update its
  /// parameters at once. The X of the call before is kept. Kernels may still be
  /// under way when it returns: see Device.
  virtual void evaluate(Device& device, Problems problems, GradientSink& sink) = 0;

  enum class Which : std::uint8_t { last, before };

  /// X of the last evaluate(), or of the one before it, for one problem.
  [[nodiscard]] virtual Iterate read(Device& device, std::uint32_t problem, Which which) = 0;

  /// One k×k matrix for each regularizer that learns a Laplacian, at the present parameters.
  [[nodiscard]] std::vector<std::vector<float>> laplacians(Device& device,
                                                           std::uint32_t problem) const;

  /// X in factors narrower than its shorter side, at the present parameters; nothing where the
  /// representation has none.
  [[nodiscard]] virtual std::optional<Factors> factors(Device& device,
                                                       std::uint32_t problem) const = 0;

 protected:
  const Spec& spec_;

  void own(const std::vector<Parameter>& parameters) {
    parameters_.insert(parameters_.end(), parameters.begin(), parameters.end());
  }

  /// Takes note of a regularizer that the model owns, in the order of the spec.
  void adopt(AddedTerm& term);

  /// `own`: terms of the representation.
  void allocateTerms(Memory& memory, std::uint32_t batch, std::size_t own);

  [[nodiscard]] const std::atomic<bool>& stopFlag() const { return *stop_; }

  /// The step that was begun last.
  [[nodiscard]] std::uint64_t step() const { return step_; }

  void uploadFidelityScales(Device& device, const Spec& spec, const Observations& observations);

  /// What the sum of the fidelity is multiplied with, 1×1.
  [[nodiscard]] DoubleMatrix fidelityScale() const { return {fidelity_scales_.data(), 1, 1, 1}; }

  /// Where the first term goes; the next one is one double further.
  [[nodiscard]] Scalars firstTerm() const { return {term_values_.data(), terms_}; }

  /// Whether some regularizer's energy may have to be evaluated apart: its weight can be 0.
  [[nodiscard]] bool evaluatesApart() const;

  /// For a regularizer of weight 0 whose energy is measured: evaluate(value) with a weight of 1,
  /// before the evaluation that counts.
  template <class Evaluate>
  void measureApart(Device& device, std::size_t index, const Evaluate& evaluate) {
    if (energies_ == Energies::measured && weights_[index] == 0.0) {
      added_[index]->setWeight(device, 1.0);
      evaluate(Scalars{apart_.data() + index, added_.size()});
      added_[index]->setWeight(device, 0.0);
    }
  }

 private:
  std::vector<AddedTerm*> added_;
  std::vector<double> weights_;  // of the present step
  Energies energies_ = Energies::unmeasured;
  std::uint64_t step_ = 0;
  Buffer<double> apart_;  // batch × regularizers(), energies where the weight is 0
  static inline const std::atomic<bool> kNever{false};

  const std::atomic<bool>* stop_ = &kNever;
  std::vector<Parameter> parameters_;
  std::size_t terms_ = 0;
  Buffer<double> term_values_;
  Buffer<double> fidelity_scales_;
};

/// Takes gradients that nobody wants.
class NoSink final : public GradientSink {
 public:
  void take(Problems /*problems*/, const Parameter& /*parameter*/,
            ConstMatrix /*gradient*/) override {}
};

/// How a model's loss is evaluated.
enum class Evaluation : std::uint8_t {
  dense,     // X is formed; everything is a product of dense matrices
  factored,  // X = A·Bᵀ at its narrowest width is never formed: residuals at observed entries only
};

/// What a batch looks like before its values are there.
struct BatchShape {
  std::uint32_t batch;
  std::size_t observed;  // entries in the whole batch
  bool sparse;           // given as observed entries: X must not be formed
};

BatchShape shapeOf(const Observations& observations);

/// Factored where X must not be formed, and where that is the smaller work; dense otherwise.
/// Throws Error(invalid_argument) when X must not be formed but a part needs it.
Evaluation chooseEvaluation(const Spec& spec, const BatchShape& shape);

/// Plans and allocates; nothing is computed. `spec` must outlive the model. Throws Error.
std::unique_ptr<Model> makeModel(Memory& memory, const Spec& spec, const BatchShape& shape);

}  // namespace lacuna
